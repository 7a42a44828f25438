import type { Exception } from '../filter/exceptions.js';
import type { FilterSummary } from '../filter/options.js';
import type { Writer } from '../io/writer.js';
import type { ScannedDocument } from '../scan/sink.js';
import { BoundedList, maxListed } from './bounded-list.js';
import { eventText, sourceOf, sourceText } from './event-json.js';
import { listMember, valueMember } from './json-document.js';
import type { LeadSummary } from './leads.js';
import { normalized } from './normalized.js';
import { ReportDocument } from './report-document.js';
import type { ReportContext, Reporter } from './reporter.js';

/**
 * Writes one JSON document: tool, rule, matches, leads, problems, inputs, summary. Each match is written immediately, on
 * its own line, with the event's JSON as it was read; leads, if they are listed, when the scan has ended.
 */
export function jsonReporter(writer: Writer, context: ReportContext): Reporter {
  const document = new ReportDocument(writer, context, 'matches');
  const covered = new BoundedList();
  return {
    match(match) {
      return document.add(itemOf(match));
    },
    problem: (problem) => document.problem(problem),
    suppressed(match, exceptions) {
      const named = exceptions.map(({ id, name, list }) => ({ id, name, list }));
      covered.add(() => JSON.stringify({ exceptions: named, source: sourceOf(match) }));
    },
    finish(summary, leads) {
      return document.finish(
        [
          ...leadMembers(leads),
          ...filterMembers(summary.filter, covered),
          valueMember('across', summary.across),
        ],
        summary,
      );
    },
  };
}

/** @param members JSON of members before those of every item. */
function itemOf(document: ScannedDocument, members: readonly string[] = []): string {
  const source = `"source":${sourceText(document)}`;
  const record = valueMember('normalized', normalized(document.event));
  return `{${[...members, source, record, `"event":${eventText(document)}`].join(',')}}`;
}

/** The numbers of leads, and the leads if they are listed. */
function leadMembers({ listed, notListed, ...totals }: LeadSummary): string[] {
  const numbers = valueMember('leadTotals', totals);
  if (!totals.areListed) return [numbers];
  const items = listed.map(({ kind, document }) => itemOf(document, [valueMember('kind', kind)]));
  return [listMember('leads', items), valueMember('leadsNotListed', notListed), numbers];
}

/** What the filters suppressed, and their unused entries; no members without filters. */
function filterMembers(filter: FilterSummary | undefined, covered: BoundedList): string[] {
  if (filter === undefined) return [];
  const { exceptions, expired, unusedBaseline, ...counts } = filter;
  const named = ({ id, name, list, expires }: Exception): object => ({ id, name, list, expires });
  const filters = {
    ...counts,
    exceptions: exceptions.map(({ exception, covered }) => ({ ...named(exception), covered })),
    expired: expired.map(named),
    unusedBaseline: unusedBaseline.slice(0, maxListed),
    unusedBaselineNotListed: Math.max(0, unusedBaseline.length - maxListed),
  };
  return [
    listMember('covered', covered.listed),
    valueMember('coveredNotListed', covered.notListed),
    valueMember('screened', filters),
  ];
}

import type { Exception } from '../filter/exceptions.js';
import type { FilterSummary } from '../filter/options.js';
import type { Writer } from '../io/writer.js';
import { BoundedList, maxListed } from './bounded-list.js';
import { eventText, sourceOf } from './event-json.js';
import { listMember, valueMember } from './json-document.js';
import { ReportDocument } from './report-document.js';
import type { ReportContext, Reporter } from './reporter.js';

/**
 * Writes one JSON document: tool, rule, matches, problems, inputs, summary. Each match is written at once, on a line of
 * its own with the event's JSON as it was read.
 */
export function jsonReporter(writer: Writer, context: ReportContext): Reporter {
  const document = new ReportDocument(writer, context, 'matches');
  const covered = new BoundedList();
  return {
    match(match) {
      const source = JSON.stringify(sourceOf(match));
      return document.add(`{"source":${source},"event":${eventText(match)}}`);
    },
    problem: (problem) => document.problem(problem),
    covered(match, by) {
      const exceptions = by.map(({ id, name, list }) => ({ id, name, list }));
      covered.add(() => JSON.stringify({ exceptions, source: sourceOf(match) }));
    },
    finish(summary) {
      const { screened } = summary;
      const filters =
        screened === undefined
          ? []
          : [
              listMember('covered', covered.listed),
              valueMember('coveredNotListed', covered.notListed),
              valueMember('screened', filtersOf(screened)),
            ];
      return document.finish(filters, summary);
    },
  };
}

/** How many matches the filters suppressed, and which of their entries were unused. */
function filtersOf({ exceptions, expired, unusedBaseline, ...counts }: FilterSummary): object {
  const named = ({ id, name, list, expires }: Exception): object => ({ id, name, list, expires });
  return {
    ...counts,
    exceptions: exceptions.map(({ exception, covered }) => ({ ...named(exception), covered })),
    expired: expired.map(named),
    unusedBaseline: unusedBaseline.slice(0, maxListed),
    unusedBaselineNotListed: Math.max(0, unusedBaseline.length - maxListed),
  };
}

import { memberText } from '../json/member-text.js';
import { type JsonObject, type JsonValue, own } from '../json/value.js';
import type { LeadKind } from '../lead/lead.js';
import { leadMeanings } from '../report/lead-reasons.js';
import type { LeadCount } from '../report/leads.js';
import { skipReasons } from '../report/skipped.js';
import type { Problem, Provenance } from '../scan/finding.js';
import { type InputStatus, ScannedDocument } from '../scan/sink.js';
import type { SkippedFile } from '../scan/skipped-files.js';
import type { DocumentStatistics } from '../scan/statistics.js';
import {
  countOf,
  countsOf,
  flagOf,
  listOf,
  memberOf,
  objectOf,
  oneOf,
  optionalCount,
  optionalText,
  parsedText,
  textOf,
} from './checked.js';
import { ReportError } from './report-lines.js';

// The members of a JSON report of a scan, checked and as the scan had them. All functions throw a ReportError.

/** The totals of a report. */
export interface PartialTotals {
  readonly bytes: number;
  readonly matches: number;
  readonly withheld: number;
  readonly embedded: number;
  readonly recovered: number;
  readonly problems: number;
  readonly warnings: number;
  readonly complete: boolean;
  readonly interrupted: boolean;
  readonly skipped: Readonly<Record<string, number>>;
  readonly grown: number;
  readonly seconds: number;
  readonly census: DocumentStatistics | undefined;
  readonly mentions: Readonly<Record<string, number>>;
}

const severities: readonly Problem['severity'][] = ['problem', 'warning'];
const provenances: readonly Provenance['kind'][] = ['embedded', 'recovered'];
const leadKinds: readonly LeadKind[] = Object.keys(leadMeanings) as LeadKind[];

/**
 * A match or a lead, with the text of its event as the report has it.
 *
 * @param nameOf the name of an input of the report in the merged one.
 */
export function documentOf(text: string, nameOf: (input: string) => string): ScannedDocument {
  const item = objectOf(parsedText(text, 'match'), 'match');
  objectOf(own(item, 'event'), 'event');
  const source = memberOf(item, 'source', objectOf);
  const provenance = own(source, 'provenance');
  const place = {
    input: nameOf(memberOf(source, 'input', textOf)),
    line: memberOf(source, 'line', countOf),
    byteOffset: memberOf(source, 'byteOffset', countOf),
    position: memberOf(source, 'position', optionalCount),
    provenance: provenance === undefined ? undefined : provenanceOf(provenance),
  };
  const index = memberOf(source, 'index', optionalText);
  const id = memberOf(source, 'id', optionalText);
  return new ScannedDocument(place, { index, id, json: Buffer.from(eventMember(text)) });
}

/** The text of the event in that of a match: no number in it loses a digit. */
function eventMember(text: string): string {
  const found = memberText(text, 'event');
  if (found === undefined) throw new ReportError('its event is not as expected');
  return found;
}

function provenanceOf(value: JsonValue): Provenance {
  const found = objectOf(value, 'provenance');
  return {
    kind: oneOf(own(found, 'kind'), provenances, 'provenance'),
    pointer: memberOf(found, 'pointer', textOf),
  };
}

export function leadKindOf(text: string): LeadKind {
  return oneOf(own(objectOf(parsedText(text, 'lead'), 'lead'), 'kind'), leadKinds, 'kind');
}

/** The numbers of leads, by kind. */
export function leadCountsOf(value: JsonValue): {
  readonly kinds: ReadonlyMap<LeadKind, LeadCount>;
  readonly redHatHosts: number;
  readonly areListed: boolean;
} {
  const totals = objectOf(value, 'leadTotals');
  const kinds = memberOf(totals, 'kinds', objectOf);
  return {
    kinds: new Map(
      Object.entries(kinds).map(([kind, count]) => [
        oneOf(kind, leadKinds, 'kinds'),
        leadCountOf(objectOf(count, 'kinds')),
      ]),
    ),
    redHatHosts: memberOf(totals, 'redHatHosts', countOf),
    areListed: memberOf(totals, 'areListed', flagOf),
  };
}

function leadCountOf(count: JsonObject): LeadCount {
  return {
    events: memberOf(count, 'events', countOf),
    hosts: memberOf(count, 'hosts', listOf).map((host) => textOf(host, 'hosts')),
    first: memberOf(count, 'first', optionalText),
    last: memberOf(count, 'last', optionalText),
  };
}

/** A problem, with its message and facts as the report has them. Its input has the report's name for it. */
export function problemOf(value: JsonValue): Problem {
  const found = objectOf(value, 'problems');
  return {
    severity: oneOf(own(found, 'severity'), severities, 'severity'),
    input: memberOf(found, 'input', textOf),
    line: memberOf(found, 'line', optionalCount),
    byteOffset: memberOf(found, 'byteOffset', optionalCount),
    fault: {
      kind: 'reported',
      message: memberOf(found, 'message', textOf),
      facts: objectOf(own(found, 'fault'), 'fault'),
    },
  };
}

export function inputOf(value: JsonValue): InputStatus {
  const found = objectOf(value, 'inputs');
  return {
    name: memberOf(found, 'name', textOf),
    bytes: memberOf(found, 'bytes', countOf),
    lines: memberOf(found, 'lines', countOf),
    matches: memberOf(found, 'matches', countOf),
    problems: memberOf(found, 'problems', countOf),
    warnings: memberOf(found, 'warnings', countOf),
    formats: [],
    shapes: [],
  };
}

export function skippedFileOf(value: JsonValue): SkippedFile {
  const found = objectOf(value, 'skipped');
  return {
    name: memberOf(found, 'name', textOf),
    reason: oneOf(own(found, 'reason'), skipReasons, 'reason'),
    what: memberOf(found, 'what', optionalText),
  };
}

export function totalsOf(value: JsonValue): PartialTotals {
  const found = objectOf(value, 'summary');
  const census = own(found, 'census');
  const skipped = memberOf(found, 'skipped', countsOf);
  for (const reason of Object.keys(skipped)) oneOf(reason, skipReasons, 'skipped');
  const seconds = own(found, 'seconds');
  return {
    bytes: memberOf(found, 'bytes', countOf),
    matches: memberOf(found, 'matches', countOf),
    withheld: memberOf(found, 'withheld', countOf),
    embedded: memberOf(found, 'embedded', countOf),
    recovered: memberOf(found, 'recovered', countOf),
    problems: memberOf(found, 'problems', countOf),
    warnings: memberOf(found, 'warnings', countOf),
    complete: memberOf(found, 'complete', flagOf),
    interrupted: memberOf(found, 'interrupted', flagOf),
    skipped,
    grown: memberOf(found, 'grown', countOf),
    seconds: typeof seconds === 'number' && seconds >= 0 ? seconds : 0,
    census: census === undefined ? undefined : censusOf(objectOf(census, 'census')),
    mentions: memberOf(found, 'mentions', countsOf),
  };
}

function censusOf(census: JsonObject): DocumentStatistics {
  return {
    documents: memberOf(census, 'documents', countOf),
    fileEvents: memberOf(census, 'fileEvents', countOf),
    lacking: { ...memberOf(census, 'lacking', countsOf) },
  };
}

import {
  eventAction,
  eventCategory,
  filePath,
  hostName,
  hostOsType,
  originalPath,
  processCommandLine,
  processExecutable,
  processName,
  timestamp,
  userName,
  valuesOf,
} from '../event/ecs.js';
import type { Exception } from '../filter/exceptions.js';
import { type CsvColumn, CsvWriter } from '../report/csv-writer.js';
import type { ScannedDocument } from '../scan/sink.js';
import { decidingClauses, type Explanation } from './explanation.js';
import type { ExplainReporterFactory } from './reporter.js';
import { reasons, remarks } from './words.js';

/** An event that explain shows. */
interface ExplainedEvent {
  readonly document: ScannedDocument;
  readonly explanation: Explanation;
  readonly exceptions: readonly Exception[];
}

/**
 * The columns. Their order is fixed; a new one comes last. Multiple values of a field are joined by `; `. `@timestamp`
 * loses its `@`, which a spreadsheet would take for the start of a formula.
 */
const columns: readonly CsvColumn<ExplainedEvent>[] = [
  ['verdict', ({ explanation }) => explanation.verdict],
  ['clauses', ({ explanation }) => decidingClauses(explanation).join(' ')],
  ['why', why],
  ...[
    timestamp,
    hostName,
    hostOsType,
    eventCategory,
    eventAction,
    filePath,
    originalPath,
    userName,
    processName,
    processExecutable,
    processCommandLine,
  ].map(
    (field): CsvColumn<ExplainedEvent> => [
      field.name.replace('@', ''),
      ({ document }) => valuesOf(document.event, field).join('; '),
    ],
  ),
  ['input', ({ document }) => document.place.input],
  ['line', ({ document }) => document.place.line],
  ['byte_offset', ({ document }) => document.place.byteOffset],
  ['document', ({ document }) => document.place.position],
  ['index', ({ document }) => document.index],
  ['id', ({ document }) => document.id],
];

export const explainColumns: readonly string[] = columns.map(([name]) => name);

/** Writes CSV: a row per event. */
export const explainCsv: ExplainReporterFactory = (writer, { terminal }) => {
  const csv = new CsvWriter(writer, terminal, columns);
  return {
    event: (document, explanation, exceptions) => csv.add({ document, explanation, exceptions }),
    problem() {},
    finish: () => csv.finish(),
  };
};

/** Why the verdict is what it is, and what else there is to know, in words. */
function why({ explanation, exceptions }: ExplainedEvent): string {
  return [
    ...reasons(explanation).map(([clause, reason]) => `${clause}: ${reason}`),
    ...remarks(explanation, exceptions),
  ].join('; ');
}

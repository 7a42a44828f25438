import * as ecs from '../event/ecs.js';
import type { Exception } from '../filter/exceptions.js';
import { type CsvColumn, csvWriter, fieldColumn } from '../report/csv-writer.js';
import type { ScannedDocument } from '../scan/sink.js';
import { decidingClauses, type Explanation } from './explanation.js';
import type { ExplainReporterFactory } from './reporter.js';
import { reasons, remarks } from './words.js';

type Row = [document: ScannedDocument, explanation: Explanation, exceptions: readonly Exception[]];

/**
 * The columns. Their order is fixed; a new one comes last. `@timestamp` loses its `@`, which a spreadsheet would take
 * for the start of a formula.
 */
const columns: readonly CsvColumn<Row>[] = [
  ['verdict', (_, { verdict }) => verdict],
  ['clauses', (_, explanation) => decidingClauses(explanation).join(' ')],
  ['why', (_, explanation, exceptions) => why(explanation, exceptions)],
  fieldColumn(ecs.timestamp, 'timestamp'),
  ...[
    ecs.hostName,
    ecs.hostOsType,
    ecs.eventCategory,
    ecs.eventAction,
    ecs.filePath,
    ecs.originalPath,
    ecs.userName,
    ecs.processName,
    ecs.processExecutable,
    ecs.processCommandLine,
  ].map((field) => fieldColumn(field)),
  ['input', ({ place }) => place.input],
  ['line', ({ place }) => place.line],
  ['byte_offset', ({ place }) => place.byteOffset],
  ['document', ({ place }) => place.position],
  ['index', ({ index }) => index],
  ['id', ({ id }) => id],
];

export const explainColumns: readonly string[] = columns.map(([name]) => name);

/** Writes CSV: a row per event. */
export const explainCsv: ExplainReporterFactory = (writer, { terminal }) => {
  const { add, finish } = csvWriter(writer, terminal, columns);
  return { event: add, problem() {}, finish };
};

/** Why the verdict is what it is, and what else there is to know, in words. */
function why(explanation: Explanation, exceptions: readonly Exception[]): string {
  return [
    ...reasons(explanation).map(([clause, reason]) => `${clause}: ${reason}`),
    ...remarks(explanation, exceptions),
  ].join('; ');
}

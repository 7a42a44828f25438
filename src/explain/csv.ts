import * as ecs from '../event/ecs.js';
import type { Exception } from '../filter/exceptions.js';
import { type CsvColumn, csvWriter, fieldColumn } from '../report/csv-writer.js';
import type { Rule } from '../rule/rule.js';
import type { ScannedDocument } from '../scan/sink.js';
import { decidingClauses, type Explanation } from './explanation.js';
import type { ExplainReporterFactory } from './reporter.js';
import { leadText, reasons, remarks } from './words.js';

type Row = [
  document: ScannedDocument,
  explanation: Explanation,
  exceptions: readonly Exception[],
  rule: Rule,
];

/** The order is stable: add new columns at the end. `@timestamp` loses the `@`, with which a formula could start. */
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
  ['provenance', ({ place }) => place.provenance?.kind],
  ['pointer', ({ place }) => place.provenance?.pointer],
  ['compared_version', (_, { comparison }) => comparison?.version],
  ['compared_verdict', (_, { comparison }) => comparison?.explanation.verdict],
  [
    'compared_clauses',
    (_, { comparison }) => comparison && decidingClauses(comparison.explanation).join(' '),
  ],
  ['compared_why', (_, { comparison }) => comparison && why(comparison.explanation, [])],
  ['differ_by', (_, { comparison }) => comparison?.clauses.join(' ')],
  ['lead', (_, { lead }) => lead?.kind],
  ['lead_reason', (_document, explanation, _exceptions, rule) => leadText(explanation, rule)],
];

export const explainColumns: readonly string[] = columns.map(([name]) => name);

/** Writes CSV with a row per event. */
export const explainCsv: ExplainReporterFactory = (writer, { terminal, rule }) => {
  const { add, flush, finish } = csvWriter(writer, terminal, columns);
  return { event: (...event) => add(...event, rule), flush, finish };
};

function why(explanation: Explanation, exceptions: readonly Exception[]): string {
  return [
    ...reasons(explanation).map(([clause, reason]) => `${clause}: ${reason}`),
    ...remarks(explanation, exceptions),
  ].join('; ');
}

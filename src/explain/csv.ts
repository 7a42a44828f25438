import { stringify } from 'csv-stringify/sync';
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
import type { Field } from '../event/fields.js';
import { guardCell } from '../report/csv-writer.js';
import { disarmCommands, sanitize } from '../report/sanitize.js';
import type { ScannedDocument } from '../scan/sink.js';
import { decidingClauses, type Explanation } from './explanation.js';
import type { ExplainReporterFactory } from './reporter.js';
import { reasons, remarks } from './words.js';

/** The fields of the event that have a column, in the columns' order. */
const fields: readonly Field[] = [
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
];

/**
 * The columns, by name: the verdict, the ids of the clauses that decided, why in words, the event's fields, and where
 * the event was found. Their order is fixed; a new one comes last. `@timestamp` goes without its `@`, with which a
 * spreadsheet would take it for a formula.
 */
export const explainColumns: readonly string[] = [
  'verdict',
  'clauses',
  'why',
  ...fields.map(({ name }) => name.replace('@', '')),
  'input',
  'line',
  'byte_offset',
  'document',
  'index',
  'id',
];

/**
 * Writes CSV (RFC 4180) with a header, every cell quoted, and CRLF at line ends: a row an event. Several values of a
 * field are joined by `; `. Cells are guarded against formulas, and against what a CI runner would obey.
 */
export const explainCsv: ExplainReporterFactory = (writer, { terminal }) => {
  const safe = (text: string): string =>
    guardCell(terminal ? sanitize(text) : disarmCommands(text));
  let header = rowText(explainColumns);
  const write = (row: string): void | Promise<void> => {
    const text = header + row;
    header = '';
    return text === '' ? undefined : writer.write(text);
  };
  return {
    explained: (document, explanation) => write(rowText(cellsOf(document, explanation).map(safe))),
    problem() {},
    finish: () => write(''),
  };
};

function rowText(cells: readonly string[]): string {
  return stringify([cells], { quoted: true, quoted_empty: true, record_delimiter: 'windows' });
}

function cellsOf(document: ScannedDocument, explanation: Explanation): string[] {
  const { event, place, index, id } = document;
  const why = [
    ...reasons(explanation).map(([clause, reason]) => `${clause}: ${reason}`),
    ...remarks(document, explanation),
  ];
  return [
    explanation.verdict,
    decidingClauses(explanation).join(' '),
    why.join('; '),
    ...fields.map((field) => valuesOf(event, field).join('; ')),
    place.input,
    String(place.line),
    String(place.byteOffset),
    place.position === undefined ? '' : String(place.position),
    index ?? '',
    id ?? '',
  ];
}

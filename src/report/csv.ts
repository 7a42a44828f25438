import { stringify } from 'csv-stringify/sync';
import {
  eventAction,
  fileHash,
  filePath,
  hostId,
  hostName,
  originalPath,
  parentExecutable,
  processCommandLine,
  processExecutable,
  processName,
  processPid,
  timestamp,
  userId,
  userName,
  valuesOf,
} from '../event/ecs.js';
import type { Field } from '../event/fields.js';
import type { Writer } from '../io/writer.js';
import type { Match } from '../scan/sink.js';
import { guardCell } from './csv-writer.js';
import type { ReportContext, Reporter } from './reporter.js';
import { disarmCommands, sanitize } from './sanitize.js';

/** The fields of the event that have a column, in the columns' order. */
const fields: readonly Field[] = [
  timestamp,
  hostName,
  hostId,
  userName,
  userId,
  eventAction,
  filePath,
  originalPath,
  processName,
  processExecutable,
  processCommandLine,
  processPid,
  parentExecutable,
  fileHash,
];

/** The columns after those of the event's fields: where the match was found. */
const placeColumns = ['input', 'line', 'byte_offset', 'index', 'id'];

/** The columns, by name. Their order is fixed; a new one comes last. */
export const csvColumns: readonly string[] = [...fields.map(({ name }) => name), ...placeColumns];

/**
 * Writes CSV (RFC 4180) with a header, every cell quoted, and CRLF at line ends: a row per match. Several values of a
 * field are joined by `; `. Cells are guarded against formulas, and against what a CI runner would obey.
 */
export function csvReporter(writer: Writer, { terminal }: ReportContext): Reporter {
  const safe = (text: string): string =>
    guardCell(terminal ? sanitize(text) : disarmCommands(text));
  let header = rowText(csvColumns);
  const put = (row: string): void | Promise<void> => {
    const text = header + row;
    header = '';
    return text === '' ? undefined : writer.write(text);
  };
  return {
    match: (match) => put(rowText(cellsOf(match).map(safe))),
    problem() {},
    finish: () => put(''),
  };
}

function rowText(cells: readonly string[]): string {
  return stringify([cells], { quoted: true, quoted_empty: true, record_delimiter: 'windows' });
}

function cellsOf({ event, place, index, id }: Match): string[] {
  return [
    ...fields.map((field) => valuesOf(event, field).join('; ')),
    place.input,
    String(place.line),
    String(place.byteOffset),
    index ?? '',
    id ?? '',
  ];
}

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
import type { Writer } from '../io/writer.js';
import type { ScannedDocument } from '../scan/sink.js';
import { type CsvColumn, CsvWriter } from './csv-writer.js';
import type { ReportContext, Reporter } from './reporter.js';

/** The columns. Their order is fixed; a new one comes last. Multiple values of a field are joined by `; `. */
const columns: readonly CsvColumn<ScannedDocument>[] = [
  ...[
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
  ].map(
    (field): CsvColumn<ScannedDocument> => [
      field.name,
      ({ event }) => valuesOf(event, field).join('; '),
    ],
  ),
  ['input', ({ place }) => place.input],
  ['line', ({ place }) => place.line],
  ['byte_offset', ({ place }) => place.byteOffset],
  ['index', ({ index }) => index],
  ['id', ({ id }) => id],
];

export const csvColumns: readonly string[] = columns.map(([name]) => name);

/** Writes CSV: a row per match. */
export function csvReporter(writer: Writer, { terminal }: ReportContext): Reporter {
  const csv = new CsvWriter(writer, terminal, columns);
  return {
    match: (match) => csv.add(match),
    problem() {},
    finish: () => csv.finish(),
  };
}

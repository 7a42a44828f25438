import * as ecs from '../event/ecs.js';
import type { Writer } from '../io/writer.js';
import type { LeadKind } from '../lead/lead.js';
import type { ScannedDocument } from '../scan/sink.js';
import { type CsvColumn, csvWriter, fieldColumn } from './csv-writer.js';
import type { ReportContext, Reporter } from './reporter.js';

/** The order is stable: add new columns at the end. */
const columns: readonly CsvColumn<[document: ScannedDocument, kind: 'match' | LeadKind]>[] = [
  ...[
    ecs.timestamp,
    ecs.hostName,
    ecs.hostId,
    ecs.userName,
    ecs.userId,
    ecs.eventAction,
    ecs.filePath,
    ecs.originalPath,
    ecs.processName,
    ecs.processExecutable,
    ecs.processCommandLine,
    ecs.processPid,
    ecs.parentExecutable,
    ecs.fileHash,
  ].map((field) => fieldColumn(field)),
  ['input', ({ place }) => place.input],
  ['line', ({ place }) => place.line],
  ['byte_offset', ({ place }) => place.byteOffset],
  ['index', ({ index }) => index],
  ['id', ({ id }) => id],
  ['provenance', ({ place }) => place.provenance?.kind],
  ['pointer', ({ place }) => place.provenance?.pointer],
  ['kind', (_, kind) => kind],
];

export const csvColumns: readonly string[] = columns.map(([name]) => name);

/** Writes CSV with a row per match, and per lead if they are listed. */
export function csvReporter(writer: Writer, { terminal }: ReportContext): Reporter {
  const { add, flush, finish } = csvWriter(writer, terminal, columns);
  return {
    match: (match) => add(match, 'match'),
    flush,
    async finish(_, { listed }) {
      for (const { kind, document } of listed) await add(document, kind);
      await finish();
    },
  };
}

import type { Writer } from '../../io/writer.js';
import { ndjsonReporter } from '../../report/ndjson.js';
import type { CommonReporter, ReportContext } from '../../report/reporter.js';
import type { ScannedDocument } from '../../scan/sink.js';
import { type CollectedRecord, recordLine } from './record.js';

/** Writes collected events and the record at their end. */
export interface CollectReporter extends CommonReporter {
  event(document: ScannedDocument): void | Promise<void>;
  /** Called once, after all events. */
  finish(record: CollectedRecord): Promise<void>;
}

export function collectReporter(writer: Writer, context: ReportContext): CollectReporter {
  const events = ndjsonReporter(writer, context);
  const flush = (): void | Promise<void> => events.flush?.();
  return {
    event: (document) => events.match(document),
    flush,
    async finish(record) {
      await flush();
      await writer.write(`${recordLine(record)}\n`);
    },
  };
}

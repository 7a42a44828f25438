import type { Writer } from '../io/writer.js';
import type { Reporter } from './reporter.js';

/** Writes the documents of the leads, and nothing else, byte for byte as they were read: one per line. */
export function leadDocumentsReporter(writer: Writer): Reporter {
  return {
    match() {},
    async finish(_, { listed }) {
      for (const { document } of listed) {
        await writer.write(document.json);
        await writer.write('\n');
      }
    },
  };
}

import type { Match } from '../scan/sink.js';
import type { Reporter, Writer } from './reporter.js';

const newline = Buffer.from('\n');

/** Writes each matching document on a line of its own, byte for byte as it came in: what goes out can come in again. */
export function ndjsonReporter(writer: Writer): Reporter {
  return {
    async match({ json }: Match) {
      await writer.write(json);
      await writer.write(newline);
    },
    problem() {},
    finish() {},
  };
}

import type { ReportContext, Reporter, Writer } from './reporter.js';
import { sanitizeJson } from './sanitize.js';

const newline = Buffer.from('\n');

/**
 * Writes each matching document on a line of its own, byte for byte as it came in: what goes out can come in again. On
 * a terminal, what could drive it is escaped; the JSON stays the same.
 */
export function ndjsonReporter(writer: Writer, { terminal }: ReportContext): Reporter {
  return {
    match({ json }) {
      const written = writer.write(terminal ? sanitizeJson(Buffer.from(json).toString()) : json);
      if (written === undefined) return writer.write(newline);
      return written.then(() => writer.write(newline));
    },
    problem() {},
    finish() {},
  };
}

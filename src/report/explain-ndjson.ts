import type { ExplainReporterFactory } from './explain-formats.js';
import { recordText } from './explain-record.js';
import { sanitizeJson } from './sanitize.js';

/** Writes a record an event, each on a line of its own. */
export const explainNdjson: ExplainReporterFactory = (writer, { terminal }) => ({
  explained(document, explanation) {
    const record = recordText(document, explanation);
    return writer.write(`${terminal ? sanitizeJson(record) : record}\n`);
  },
  problem() {},
  finish() {},
});

import { sanitizeJson } from '../report/sanitize.js';
import { recordText } from './record.js';
import type { ExplainReporterFactory } from './reporter.js';

/** Writes a record an event, each on a line of its own. */
export const explainNdjson: ExplainReporterFactory = (writer, { terminal }) => ({
  explained(document, explanation) {
    const record = recordText(document, explanation);
    return writer.write(`${terminal ? sanitizeJson(record) : record}\n`);
  },
  problem() {},
  finish() {},
});

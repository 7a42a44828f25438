import { safeJson } from '../report/sanitize.js';
import { recordText } from './record.js';
import type { ExplainReporterFactory } from './reporter.js';

/** Writes a record per event, each on a line of its own. */
export const explainNdjson: ExplainReporterFactory = (writer, { terminal }) => ({
  event: (...event) => writer.write(`${safeJson(recordText(...event), terminal)}\n`),
  problem() {},
  finish() {},
});

import { safeJson } from '../report/sanitize.js';
import { recordText } from './record.js';
import type { ExplainReporterFactory } from './reporter.js';

/** Writes one record per line, for each event. */
export const explainNdjson: ExplainReporterFactory = (writer, { terminal, rule }) => ({
  event: (...event) => writer.write(`${safeJson(recordText(...event, rule), terminal)}\n`),
  finish() {},
});

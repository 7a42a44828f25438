import { sanitize } from '../../report/sanitize.js';
import { defanged, indicatorsOf } from '../indicators.js';
import type { CaseReporterFactory } from './reporter.js';

/** Writes the indicators of a case, one per line: its kind, a blank, and its value, sanitized. */
export const caseIndicators: CaseReporterFactory = (writer, { defangs = false }) => ({
  async finish(found) {
    for (const indicator of indicatorsOf(found)) {
      const shown = sanitize(defangs ? defanged(indicator) : indicator.value);
      await writer.write(`${indicator.kind} ${shown}\n`);
    }
  },
});

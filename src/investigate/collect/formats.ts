import type { FormatEntry } from '../../report/formats.js';
import type { collectReporter } from './reporter.js';

/** The only format of collected events: each as it was read, and a record. */
export const collectFormats: Readonly<Record<'ndjson', FormatEntry<typeof collectReporter>>> = {
  ndjson: {
    extensions: ['ndjson', 'jsonl'],
    load: async () => (await import('./reporter.js')).collectReporter,
  },
};

import type { FormatEntry } from '../report/formats.js';
import type { ExplainReporterFactory } from './reporter.js';

interface ExplainFormatEntry extends FormatEntry<ExplainReporterFactory> {
  /** Whether reports in this format include the tables. */
  readonly hasTables: boolean;
}

export type ExplainFormat = 'pretty' | 'ndjson' | 'json' | 'csv';

export const explainFormats: Readonly<Record<ExplainFormat, ExplainFormatEntry>> = {
  pretty: {
    extensions: ['txt'],
    hasTables: true,
    load: async () => (await import('./pretty.js')).explainPretty,
  },
  ndjson: {
    extensions: ['ndjson', 'jsonl'],
    hasTables: false,
    load: async () => (await import('./ndjson.js')).explainNdjson,
  },
  json: {
    extensions: ['json'],
    hasTables: true,
    load: async () => (await import('./json.js')).explainJson,
  },
  csv: {
    extensions: ['csv'],
    hasTables: false,
    load: async () => (await import('./csv.js')).explainCsv,
  },
};

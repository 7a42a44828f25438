import type { FormatEntry } from '../report/formats.js';
import type { ExplainReporterFactory } from './reporter.js';

interface ExplainFormatEntry extends FormatEntry<ExplainReporterFactory> {
  /** Whether the format includes the tables. Formats that are read line by line do not. */
  readonly hasTables: boolean;
}

const entries = {
  pretty: {
    extensions: ['txt'],
    hasTables: true,
    load: async (): Promise<ExplainReporterFactory> => (await import('./pretty.js')).explainPretty,
  },
  ndjson: {
    extensions: ['ndjson', 'jsonl'],
    hasTables: false,
    load: async (): Promise<ExplainReporterFactory> => (await import('./ndjson.js')).explainNdjson,
  },
  json: {
    extensions: ['json'],
    hasTables: true,
    load: async (): Promise<ExplainReporterFactory> => (await import('./json.js')).explainJson,
  },
  csv: {
    extensions: ['csv'],
    hasTables: false,
    load: async (): Promise<ExplainReporterFactory> => (await import('./csv.js')).explainCsv,
  },
} as const;

export type ExplainFormat = keyof typeof entries;

/** The formats of `explain`. */
export const explainFormats: Readonly<Record<ExplainFormat, ExplainFormatEntry>> = entries;

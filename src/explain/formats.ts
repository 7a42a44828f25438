import type { FormatEntry } from '../report/formats.js';
import type { ExplainReporterFactory } from './reporter.js';

/** A format of explain's reports. */
interface ExplainFormatEntry extends FormatEntry<ExplainReporterFactory> {
  /** Whether it has a place for the tables. What is read line by line has none. */
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

/** The name of a format of explain's reports. */
export type ExplainFormat = keyof typeof entries;

/** The formats of explain's reports. */
export const explainFormats: Readonly<Record<ExplainFormat, ExplainFormatEntry>> = entries;

import type { FormatEntry } from '../../report/formats.js';
import type { CaseReporterFactory } from './reporter.js';

const entries = {
  pretty: {
    extensions: ['txt'],
    load: async (): Promise<CaseReporterFactory> => (await import('./pretty.js')).casePretty,
  },
  markdown: {
    extensions: ['md', 'markdown'],
    load: async (): Promise<CaseReporterFactory> => (await import('./markdown.js')).caseMarkdown,
  },
  json: {
    extensions: ['json'],
    load: async (): Promise<CaseReporterFactory> => (await import('./json.js')).caseJson,
  },
} as const;

/** The name of a format in which a case is written. */
export type CaseFormat = keyof typeof entries;

/** The formats in which a case is written. */
export const caseFormats: Readonly<Record<CaseFormat, FormatEntry<CaseReporterFactory>>> = entries;

import type { FormatEntry } from '../../report/formats.js';
import type { CaseReporterFactory } from './reporter.js';

export type CaseFormat = 'pretty' | 'markdown' | 'json' | 'indicators' | 'timesketch';

export const caseFormats: Readonly<Record<CaseFormat, FormatEntry<CaseReporterFactory>>> = {
  pretty: { extensions: ['txt'], load: async () => (await import('./pretty.js')).casePretty },
  markdown: {
    extensions: ['md', 'markdown'],
    load: async () => (await import('./markdown.js')).caseMarkdown,
  },
  json: { extensions: ['json'], load: async () => (await import('./json.js')).caseJson },
  indicators: {
    extensions: ['ioc'],
    load: async () => (await import('./indicators.js')).caseIndicators,
  },
  timesketch: {
    extensions: ['jsonl'],
    load: async () => (await import('./timesketch.js')).caseTimesketch,
  },
};

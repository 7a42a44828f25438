import type { FormatEntry } from '../../report/formats.js';
import type { CaseReporterFactory } from './reporter.js';

export type CaseFormat = 'pretty' | 'markdown' | 'html' | 'json' | 'indicators' | 'timesketch';

/** A format of cases. */
export interface CaseFormatEntry extends FormatEntry<CaseReporterFactory> {
  /** Whether its reports contain the texts of the cited events. */
  readonly needsTexts?: boolean;
}

export const caseFormats: Readonly<Record<CaseFormat, CaseFormatEntry>> = {
  pretty: { extensions: ['txt'], load: async () => (await import('./pretty.js')).casePretty },
  markdown: {
    extensions: ['md', 'markdown'],
    load: async () => (await import('./markdown.js')).caseMarkdown,
  },
  html: {
    extensions: ['html', 'htm'],
    needsTexts: true,
    load: async () => (await import('./html/page.js')).caseHtml,
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

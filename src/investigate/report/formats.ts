import type { CaseReporterFactory } from './reporter.js';

/** The name of a form in which investigate puts out a case. */
export type CaseFormat = 'pretty' | 'markdown' | 'json';

/** The forms of cases by name, each loaded when it is first asked for. */
export const caseFactories: Readonly<Record<CaseFormat, () => Promise<CaseReporterFactory>>> = {
  pretty: async () => (await import('./pretty.js')).casePretty,
  markdown: async () => (await import('./markdown.js')).caseMarkdown,
  json: async () => (await import('./json.js')).caseJson,
};

/** The forms' names. */
export const caseFormats: readonly CaseFormat[] = Object.keys(
  caseFactories,
) as readonly CaseFormat[];

/** The forms that a file's extension names. */
export const caseFormatOfExtension: Readonly<Record<string, CaseFormat>> = {
  txt: 'pretty',
  md: 'markdown',
  markdown: 'markdown',
  json: 'json',
};

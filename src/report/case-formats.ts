import type { Case } from '../case/case.js';
import type { Problem } from '../scan/finding.js';
import type { Summary } from '../scan/sink.js';
import type { ReportContext, Writer } from './reporter.js';

/** The name of a form in which investigate puts out a case. */
export type CaseFormat = 'pretty' | 'markdown' | 'json';

/** Writes a case in one form. Problems reach it first, where the form has a place for them. */
export interface CaseReporter {
  problem(problem: Problem): void | Promise<void>;
  /** Called once, after everything else. */
  finish(found: Case, summary: Summary): void | Promise<void>;
}

/** Makes a reporter that writes to a writer. */
export type CaseReporterFactory = (writer: Writer, context: ReportContext) => CaseReporter;

/** The forms of cases by name, each loaded when it is first asked for. */
export const caseFactories: Readonly<Record<CaseFormat, () => Promise<CaseReporterFactory>>> = {
  pretty: async () => (await import('./case-pretty.js')).casePretty,
  markdown: async () => (await import('./case-markdown.js')).caseMarkdown,
  json: async () => (await import('./case-json.js')).caseJson,
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

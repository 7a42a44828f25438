import { integer, list, Optional, object, type Schema, text } from '../../../json/schema.js';
import { prevalence } from './answers.js';
import { event, place } from './common.js';
import type { CaseDocument } from './document.js';
import { group, leftOut, limits, scope } from './groups.js';
import { host } from './host.js';
import { input, leads, problem, rule, skipped, summary } from './scan.js';

/** The JSON Schema (2020-12) of a case as a JSON document. Members are in the document's order. */
export const caseSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'initd-scan investigate',
  ...object<CaseDocument>(
    'What happened around the matches of a scan. Every statement cites the events that support it.',
    {
      tool: object<CaseDocument['tool']>('The program that wrote the document.', {
        name: text('initd-scan.'),
        version: text('Its version.'),
      }),
      rule,
      hosts: list(
        'The hosts with matches, and with --leads those with leads, the most important first.',
        host,
      ),
      events: list('The events that the case cites, by host and time.', event),
      groups: list('Files that are alike, the most important first.', group),
      leftOut,
      scope: new Optional(scope),
      limits,
      leads,
      problems: list('Problems and warnings (the list may be shortened).', problem),
      problemsNotListed: integer('How many more problems and warnings there were.', 0),
      inputs: list('The results of the inputs.', input),
      skipped: list('Files that were not scanned; a limited number.', skipped),
      summary,
    },
  ),
  $defs: { place, prevalence },
};

/** The schema as text. */
export function caseSchemaText(): string {
  return `${JSON.stringify(caseSchema, null, 2)}\n`;
}

import { list, Optional, object, type Schema } from '../../../json/schema.js';
import {
  endingMembers,
  leadCountsSchema,
  placeSchema,
  ruleSchema,
  schemaDocument,
  toolSchema,
} from '../../../report/schema-parts.js';
import { prevalence } from './answers.js';
import { event } from './common.js';
import type { CaseDocument } from './document.js';
import { group, leftOut, limits, scope } from './groups.js';
import { host } from './host.js';

/** The JSON Schema (2020-12) of a case as a JSON document. Members are in the document's order. */
export const caseSchema: Schema = {
  ...schemaDocument(
    'initd-scan investigate',
    object<CaseDocument>(
      'What happened around the matches of a scan. Every statement cites the events that support it.',
      {
        tool: toolSchema,
        rule: ruleSchema,
        hosts: list(
          'The hosts with matches, and with --leads those with leads, the most important first.',
          host,
        ),
        events: list('The events that the case cites, by host and time.', event),
        groups: list('Files that are alike, the most important first.', group),
        leftOut,
        scope: new Optional(scope),
        limits,
        leads: leadCountsSchema(
          'Leads: events beside the rule that may be planted scripts. Only with --leads are they in the case.',
        ),
        ...endingMembers,
      },
    ),
  ),
  $defs: { place: placeSchema, prevalence },
};

// The scan that found the matches: its rule, inputs, problems and totals.

import type { SkipReason } from '../../../input/input.js';
import {
  choice,
  flag,
  integer,
  list,
  Optional,
  object,
  type Schema,
  text,
} from '../../../json/schema.js';
import type { LeadCount, LeadCounts } from '../../../report/leads.js';
import type {
  AttackReference,
  RuleIdentity,
  TechniqueReference,
  ThreatEntry,
} from '../../../rule/rule.js';
import type { Problem } from '../../../scan/finding.js';
import type { DocumentStatistics } from '../../../scan/statistics.js';
import type { CaseDocument } from './document.js';
import { leadKind } from './planted-file.js';

const leadCount: Schema = object<LeadCount>('The leads of a kind.', {
  events: integer('Events.', 1),
  hosts: list('The names of their hosts; at most the first 1,000.', text('A host name.')),
  first: new Optional(text('The time of the first, as written in the event.')),
  last: new Optional(text('The time of the last, as written in the event.')),
});

export const leads: Schema = object<LeadCounts>(
  'Leads: events beside the rule that may be planted scripts. Only with --leads are they in the case.',
  {
    events: integer('Events of all kinds.', 0),
    kinds: {
      description: 'The leads by kind.',
      type: 'object',
      propertyNames: leadKind,
      additionalProperties: leadCount,
    },
    redHatHosts: integer('Hosts with leads that run Red Hat or a relative.', 0),
  },
);

const attackMembers = {
  id: text('Its id.'),
  name: text('Its name.'),
  url: text('Its URL.'),
};

const attack: Schema = object<AttackReference>('An ATT&CK tactic or technique.', attackMembers);

export const rule: Schema = object<RuleIdentity>('The rule that the events match.', {
  name: text('Its name.'),
  id: text("Elastic's rule id."),
  version: integer('Its version.', 1),
  label: text('Its version, with a stack if two revisions share it, such as 120-9.5.'),
  queryDate: text('The date of its query, ISO 8601.'),
  published: new Optional(text('When it was published: a date or month, ISO 8601.')),
  author: text('Its author.'),
  license: text('Its license.'),
  type: text('Its type.'),
  language: text('The language of its query.'),
  severity: text('Its severity.'),
  riskScore: integer('Its risk score, up to 100.', 0),
  schedule: object<RuleIdentity['schedule']>('When Elastic runs it.', {
    interval: text('How often.'),
    from: text('The start of the time window, in date math.'),
  }),
  maxSignals: integer('Maximum number of alerts per run in Elastic.', 1),
  indexPatterns: list('The index patterns it searches.', text('An index pattern.')),
  tags: list('Its tags.', text('A tag.')),
  threat: list(
    'What it detects, in terms of ATT&CK.',
    object<ThreatEntry>('A tactic with its techniques.', {
      framework: text('The framework.'),
      tactic: attack,
      techniques: list(
        'The techniques.',
        object<TechniqueReference>('A technique.', {
          ...attackMembers,
          subtechniques: new Optional(list('Its subtechniques.', attack)),
        }),
      ),
    }),
  ),
  references: list('Further reading.', text('A URL.')),
});

export const problem: Schema = object<CaseDocument['problems'][number]>(
  'A problem or warning about an input.',
  {
    severity: choice<Problem['severity']>('Its severity.', {
      problem: 'something could not be read or parsed: there may be more matches',
      warning: 'does not make the scan incomplete',
    }),
    input: text('The name of the input.'),
    line: new Optional(integer('The line, from 1.', 1)),
    byteOffset: new Optional(integer('The byte offset in the decoded input, from 0.', 0)),
    message: text('The problem as text.'),
    fault: {
      description: 'The problem as data; the other members depend on `kind`.',
      type: 'object',
      properties: { kind: text('The id of the kind of fault.') },
      required: ['kind'],
    },
  },
);

export const input: Schema = object<CaseDocument['inputs'][number]>('The result of an input.', {
  name: text('Its name.'),
  status: choice('Whether it was fully read.', {
    complete: 'no problems',
    incomplete: 'something could not be read or parsed',
  }),
  bytes: integer('Bytes read, before decompression.', 0),
  lines: integer('Lines read.', 0),
  matches: integer('Matches in it.', 0),
  problems: integer('Problems in it.', 0),
  warnings: integer('Warnings about it.', 0),
});

export const skipped: Schema = object<CaseDocument['skipped'][number]>(
  'A file that was not scanned.',
  {
    name: text('Its name.'),
    reason: choice<SkipReason>('Why it was not scanned.', {
      'not-logs': 'it is in a directory and contains no documents',
      'no-endpoint-events': 'it is in a directory and contains no endpoint events',
      'directory-link': 'it is a symbolic link to a directory',
      'special-file': 'it is a socket, pipe or device in a directory',
      'own-output': 'the run writes to it',
      'same-file': 'it has already been scanned',
      excluded: 'it is not selected by --include or --exclude',
    }),
    what: new Optional(
      text('What kind of file it is, or the other name under which it was scanned.'),
    ),
  },
);

export const summary: Schema = object<CaseDocument['summary']>('The totals of the scan.', {
  inputs: integer('Number of inputs.', 0),
  bytes: integer('Bytes read, before decompression.', 0),
  lines: integer('Lines read.', 0),
  matches: integer('Matches.', 0),
  compared: integer('Matches that were compared: the first 1,000.', 0),
  distinct: integer('Events among those: copies of a log repeat some.', 0),
  embedded: integer('Matches that were found inside other documents.', 0),
  recovered: integer('Matches that were found in text that is not valid JSON.', 0),
  withheld: integer('Always 0: only a scan can limit the number of matches.', 0),
  problems: integer('Problems.', 0),
  warnings: integer('Warnings.', 0),
  complete: flag(
    'Whether there were no problems. Only then do zero matches mean that nothing that was read matches.',
  ),
  interrupted: flag('Whether the scan was interrupted.'),
  skipped: {
    description: 'For each reason, how many files were skipped.',
    type: 'object',
    additionalProperties: integer('Files skipped for the reason.', 0),
  },
  grown: integer(
    'Files that became longer during the scan, and were read to the size they had at its start.',
    0,
  ),
  seconds: { description: 'How long the scan took.', type: 'number', minimum: 0 },
  mentions: {
    description: 'For each data set of other products, how often it mentions init.d/.',
    type: 'object',
    additionalProperties: integer('Mentions.', 1),
  },
  census: new Optional(
    object<DocumentStatistics>('Statistics of the documents that were read, with --validate.', {
      documents: integer('Documents.', 0),
      fileEvents: integer('Endpoint file events among them.', 0),
      lacking: {
        description: 'For each field of the rule, how many documents lack it.',
        type: 'object',
        additionalProperties: integer('Documents without the field.', 0),
      },
    }),
  ),
});

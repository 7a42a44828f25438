import type { SkipReason } from '../input/input.js';
import {
  choice,
  flag,
  integer,
  list,
  type Members,
  Optional,
  object,
  type Schema,
  text,
} from '../json/schema.js';
import type { Operator } from '../rule/clause.js';
import type {
  AttackReference,
  RuleIdentity,
  TechniqueReference,
  ThreatEntry,
} from '../rule/rule.js';
import type { Problem, Provenance } from '../scan/finding.js';
import type { InputStatus, SourceLocation } from '../scan/sink.js';
import type { SkippedFile } from '../scan/skipped-files.js';
import type { DocumentStatistics } from '../scan/statistics.js';
import { leadMeanings } from './lead-reasons.js';
import type { LeadCount, LeadCounts } from './leads.js';
import type { ReportTotals } from './report-document.js';

// The schemas of what several JSON reports have in common.

/** The program that wrote a report. */
interface Tool {
  readonly name: string;
  readonly version: string;
}

/** A problem, as JSON reports have it. */
type ReportedProblem = Problem & { readonly message: string };

/** The result of an input, as JSON reports have it. */
type ReportedInput = Omit<InputStatus, 'formats' | 'shapes'> & { readonly status: string };

/** The members that every report of a scan has besides what it found. */
export interface ReportMembers {
  readonly tool: Tool;
  readonly rule: RuleIdentity;
  readonly problems: readonly ReportedProblem[];
  readonly problemsNotListed: number;
  readonly inputs: readonly ReportedInput[];
  readonly skipped: readonly SkippedFile[];
  readonly summary: ReportTotals;
}

export const toolSchema: Schema = object<Tool>('The program that wrote the document.', {
  name: text('initd-scan.'),
  version: text('Its version.'),
});

/** The members of a {@link SourceLocation}. */
export const placeMembers: Members<SourceLocation> = {
  input: text('The name of the input, as given or as found in a directory.'),
  line: integer('The line, from 1; the first one if the event spans several.', 1),
  byteOffset: integer('The byte offset of the line or event in the decoded input, from 0.', 0),
  position: new Optional(
    integer('The number of the event within its line, array or response, from 1.', 1),
  ),
  provenance: new Optional(
    object<Provenance>('How the event was obtained, if it is not a whole document.', {
      kind: choice('The way.', {
        embedded: 'It was found inside another document.',
        recovered: 'It was found in text that is not valid JSON.',
      }),
      pointer: text('The JSON pointer of the event in what was parsed.'),
    }),
  ),
};

export const placeSchema: Schema = object<SourceLocation>(
  'The location of an event in the inputs.',
  placeMembers,
);

export const leadKindSchema: Schema = choice('Why the rule does not report it.', leadMeanings);

const leadCount: Schema = object<LeadCount>('The leads of a kind.', {
  events: integer('Events.', 1),
  hosts: list('The names of their hosts; at most the first 1,000.', text('A host name.')),
  first: new Optional(text('The time of the first, as written in the event.')),
  last: new Optional(text('The time of the last, as written in the event.')),
});

/** The members of {@link LeadCounts}. */
export const leadCountsMembers: Members<LeadCounts> = {
  events: integer('Events of all kinds.', 0),
  kinds: {
    description: 'The leads by kind.',
    type: 'object',
    propertyNames: leadKindSchema,
    additionalProperties: leadCount,
  },
  redHatHosts: integer('Hosts with leads that run Red Hat or a relative.', 0),
};

export function leadCountsSchema(description: string): Schema {
  return object<LeadCounts>(description, leadCountsMembers);
}

const attackMembers = {
  id: text('Its id.'),
  name: text('Its name.'),
  url: text('Its URL.'),
};

const attack: Schema = object<AttackReference>('An ATT&CK tactic or technique.', attackMembers);

/** The members of a rule's metadata. */
export const ruleMembers: Members<RuleIdentity> = {
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
};

export const ruleSchema: Schema = object<RuleIdentity>('The rule that is applied.', ruleMembers);

const problemMembers: Members<Problem> = {
  severity: choice<Problem['severity']>('Its severity.', {
    problem: 'something could not be read or parsed: there may be more matches',
    warning: 'does not make the scan incomplete',
  }),
  input: text('The name of the input.'),
  line: new Optional(integer('The line, from 1.', 1)),
  byteOffset: new Optional(integer('The byte offset in the decoded input, from 0.', 0)),
  fault: {
    description: 'The problem as data; the other members depend on `kind`.',
    type: 'object',
    properties: { kind: text('The id of the kind of fault.') },
    required: ['kind'],
  },
};

export const problemSchema: Schema = object<ReportedProblem>(
  'A problem or warning about an input.',
  { ...problemMembers, message: text('The problem as text.') },
);

/** A problem without its text. */
export const problemFactsSchema: Schema = object<Problem>('A problem or warning.', problemMembers);

export const inputSchema: Schema = object<ReportedInput>('The result of an input.', {
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

export const skippedSchema: Schema = object<SkippedFile>('A file that was not scanned.', {
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
});

export const summarySchema: Schema = object<ReportTotals>('The totals of the scan.', {
  inputs: integer('Number of inputs.', 0),
  bytes: integer('Bytes read, before decompression.', 0),
  lines: integer('Lines read.', 0),
  matches: integer('Matches.', 0),
  compared: integer('Matches that were compared: the first 1,000.', 0),
  distinct: integer('Events among those: copies of a log repeat some.', 0),
  embedded: integer('Matches that were found inside other documents.', 0),
  recovered: integer('Matches that were found in text that is not valid JSON.', 0),
  withheld: integer(
    'Matches over --max-alerts, which only a scan has, and which are only counted.',
    0,
  ),
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

/** The operator of a clause. */
export const operatorSchema: Schema = choice<Operator>('The operator, as in EQL.', {
  '==': 'equals',
  in: 'equals one of several',
  ':': 'matches a pattern, whatever the case',
  like: 'matches a pattern',
  'is null': 'is missing',
});

/** The members of a report after those about what it found. */
export const endingMembers: Members<Omit<ReportMembers, 'tool' | 'rule'>> = {
  problems: list('Problems and warnings (the list may be shortened).', problemSchema),
  problemsNotListed: integer('How many more problems and warnings there were.', 0),
  inputs: list('The results of the inputs.', inputSchema),
  skipped: list('Files that were not scanned; a limited number.', skippedSchema),
  summary: summarySchema,
};

/** A schema of a whole document, as printed. */
export function schemaDocument(title: string, schema: Schema): Schema {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...schema };
}

export function schemaText(schema: Schema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

import type { Exception } from '../filter/exceptions.js';
import {
  choice,
  flag,
  integer,
  list,
  type Members,
  nullable,
  Optional,
  object,
  type Schema,
  text,
} from '../json/schema.js';
import type { LeadKind } from '../lead/lead.js';
import type { LeadCounts } from '../report/leads.js';
import type { NormalizedEvent } from '../report/normalized.js';
import { eventSchema, normalizedSchema, type Source, sourceSchema } from '../report/scan-schema.js';
import {
  endingMembers,
  leadCountsSchema,
  leadKindSchema,
  operatorSchema,
  placeSchema,
  type ReportMembers,
  ruleSchema,
  schemaDocument,
  toolSchema,
} from '../report/schema-parts.js';
import type { SourceLocation } from '../scan/sink.js';
import type { ClauseRow, EntryRow } from './clause-table.js';
import type { AllowlistHit, UnmetCondition, VerdictName } from './explanation.js';
import type { HiddenEvent, HostHiddenEvents } from './hidden-events.js';

/** A clause that decided. */
interface DecidingClause {
  readonly id: string;
  readonly role: 'requires' | 'excludes';
  readonly unmet?: readonly Omit<UnmetCondition, 'clause'>[];
  readonly entries?: readonly AllowlistHit[];
}

/** An event with its verdict. */
interface ExplainRecord {
  readonly source: Source;
  readonly normalized: NormalizedEvent;
  readonly verdict: VerdictName;
  readonly lead?: {
    readonly kind: LeadKind;
    readonly isTemporary: boolean;
    readonly reason: string;
  };
  readonly nearMiss?: boolean;
  readonly otherCase?: string;
  readonly coveredBy?: readonly Pick<Exception, 'id' | 'name' | 'list'>[];
  readonly clauses: readonly DecidingClause[];
  readonly comparison?: {
    readonly version: string;
    readonly verdict: VerdictName;
    readonly clauses: readonly DecidingClause[];
    readonly differBy: readonly string[];
  };
  readonly event: object;
}

/** A row of a table, with its times as text. */
type WithTimes<Row> = Omit<Row, 'first' | 'last'> & {
  readonly first?: string;
  readonly last?: string;
};

type HiddenRow = Omit<HiddenEvent, 'time' | 'place'> & {
  readonly time?: string;
  readonly place: SourceLocation;
};

type HiddenHost = Omit<HostHiddenEvents, 'host' | 'listed'> & {
  readonly host: string | null;
  readonly listed: readonly HiddenRow[];
};

interface ExplainDocument extends ReportMembers {
  readonly events: readonly ExplainRecord[];
  readonly comparison?: {
    readonly versions: readonly string[];
    readonly events: Readonly<Record<'onlyFirst' | 'onlyOther' | 'neither', number>>;
    readonly clauses: readonly { readonly clause: string; readonly events: number }[];
  };
  readonly verdicts: Readonly<Record<VerdictName, number>>;
  readonly elsewhere: number;
  readonly leads: LeadCounts;
  readonly clauses: readonly WithTimes<ClauseRow>[];
  readonly entriesThatDecidedAlone: readonly WithTimes<EntryRow>[];
  readonly entriesThatOnlyAgreed: readonly WithTimes<EntryRow>[];
  readonly hostsToldApart: number;
  readonly excludedByChoice: {
    readonly events: number;
    readonly notListed: number;
    readonly hosts: readonly HiddenHost[];
  };
}

const verdict = choice<VerdictName>('The verdict.', {
  match: 'the event matches',
  excluded: 'only the allowlist keeps it from matching',
  stopped: 'a required clause does not hold',
});

const role = choice<DecidingClause['role']>('What the clause does.', {
  requires: 'it must hold',
  excludes: 'it must not hold',
});

const clauses: Schema = list(
  'The clauses that decided; empty for a match.',
  object<DecidingClause>('A clause.', {
    id: text('Its id.'),
    role,
    unmet: new Optional(
      list(
        'The conditions that do not hold.',
        object<Omit<UnmetCondition, 'clause'>>('A condition.', {
          field: text('The field.'),
          expected: list('What it has to match: any of these.', text('A pattern.')),
          found: list('Its values.', text('A value.')),
        }),
      ),
    ),
    entries: new Optional(
      list(
        'The entries that exclude the event.',
        object<AllowlistHit>('An entry, and the value that matches it.', {
          field: text('The field.'),
          value: nullable(text('The value; null if it is missing.')),
          operator: operatorSchema,
          pattern: nullable(text('The pattern; null for `is null`.')),
          copies: integer('How often the rule lists the entry.', 1),
          alone: flag('Whether the event would match without it.'),
          attackerChosen: flag('Whether an attacker can choose a value that matches.'),
        }),
      ),
    ),
  }),
);

const clauseIds = list('The ids of clauses.', text('An id.'));

const event: Schema = object<ExplainRecord>('An event with its verdict.', {
  source: sourceSchema,
  normalized: normalizedSchema,
  verdict,
  lead: new Optional(
    object<NonNullable<ExplainRecord['lead']>>('Why the event may be about a planted script.', {
      kind: leadKindSchema,
      isTemporary: flag(
        'Whether the file is a temporary one: no lead if it is renamed or removed.',
      ),
      reason: text('Why the rule does not report it.'),
    }),
  ),
  nearMiss: new Optional(
    flag('Of a stopped event: whether it would match without one single clause.'),
  ),
  otherCase: new Optional(
    text('The path, if it is under /etc/init.d/ only because the rule ignores case.'),
  ),
  coveredBy: new Optional(
    list(
      'The exception items that suppress it.',
      object<NonNullable<ExplainRecord['coveredBy']>[number]>('An item.', {
        id: text('Its item id.'),
        name: text('Its name.'),
        list: text('The id of its list.'),
      }),
      1,
    ),
  ),
  clauses,
  comparison: new Optional(
    object<NonNullable<ExplainRecord['comparison']>>('With --compare: the other verdict.', {
      version: text('The other version.'),
      verdict,
      clauses,
      differBy: clauseIds,
    }),
  ),
  event: eventSchema,
});

const decisionMembers: Members<Pick<WithTimes<ClauseRow>, DecisionName>> = {
  events: integer('Events that it decided.', 0),
  alone: integer('Events that would match without it.', 0),
  hosts: integer('Distinct hosts.', 0),
  moreHosts: flag('Whether there may be more hosts.'),
  first: new Optional(text('The time of the first event, ISO 8601.')),
  last: new Optional(text('The time of the last event, ISO 8601.')),
};

type DecisionName = 'events' | 'alone' | 'hosts' | 'moreHosts' | 'first' | 'last';

const entry: Schema = object<WithTimes<EntryRow>>('An entry of the allowlist.', {
  clause: text('The id of its clause.'),
  field: text('The field.'),
  operator: operatorSchema,
  pattern: nullable(text('The pattern; null for `is null`.')),
  copies: integer('How often the rule lists it.', 1),
  attackerChosen: flag('Whether an attacker can choose a value that matches.'),
  ...decisionMembers,
});

/** The JSON Schema (2020-12) of the json report of explain. Members are in the document's order. */
export const explainSchema: Schema = schemaDocument(
  'initd-scan explain',
  object<ExplainDocument>('Events with their verdicts, and the clauses that decided.', {
    tool: toolSchema,
    rule: ruleSchema,
    events: list('The events that are shown, in input order; commands come last.', event),
    comparison: new Optional(
      object<NonNullable<ExplainDocument['comparison']>>('With --compare: the differences.', {
        versions: list('The two versions.', text('A version.'), 2),
        events: object<NonNullable<ExplainDocument['comparison']>['events']>(
          'Events on which they differ.',
          {
            onlyFirst: integer('Matched only by the first.', 0),
            onlyOther: integer('Matched only by the other.', 0),
            neither: integer('Matched by neither.', 0),
          },
        ),
        clauses: list(
          'The clauses that make the difference.',
          object<NonNullable<ExplainDocument['comparison']>['clauses'][number]>('A clause.', {
            clause: text('Its id.'),
            events: integer('Events.', 0),
          }),
        ),
      }),
    ),
    verdicts: object<ExplainDocument['verdicts']>('Events by verdict.', {
      match: integer('Events that match.', 0),
      excluded: integer('Excluded events.', 0),
      stopped: integer('Stopped events.', 0),
    }),
    elsewhere: integer('Events outside of the rule’s scope, all of them leads.', 0),
    leads: leadCountsSchema('Leads: events beside the rule that may be planted scripts.'),
    clauses: list(
      'The clauses that decided anything.',
      object<WithTimes<ClauseRow>>('A clause.', {
        clause: text('Its id.'),
        role,
        ...decisionMembers,
      }),
    ),
    entriesThatDecidedAlone: list('Entries without which events would match.', entry),
    entriesThatOnlyAgreed: list('Entries that were never decisive on their own.', entry),
    hostsToldApart: integer('How many hosts the tables distinguish.', 1),
    excludedByChoice: object<ExplainDocument['excludedByChoice']>(
      'Events that are excluded only by values that an attacker could choose.',
      {
        events: integer('How many.', 0),
        notListed: integer('How many are not listed.', 0),
        hosts: list(
          'The events by host.',
          object<HiddenHost>('A host.', {
            host: nullable(text('Its name; null if the events name none.')),
            events: integer('How many.', 0),
            listed: list(
              'The first of them.',
              object<HiddenRow>('An event.', {
                time: new Optional(text('Its time, ISO 8601.')),
                path: text('The path.'),
                clauses: clauseIds,
                place: placeSchema,
              }),
            ),
          }),
        ),
      },
    ),
    ...endingMembers,
  }),
);

/** The schema of a line of the ndjson report of explain. */
export const explainRecordSchema: Schema = schemaDocument(
  'initd-scan explain, a line of ndjson',
  event,
);

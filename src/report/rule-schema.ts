import {
  choice,
  flag,
  integer,
  list,
  Optional,
  object,
  type Schema,
  text,
} from '../json/schema.js';
import type { Operator } from '../rule/clause.js';
import type { ClauseDifference, ConditionDifference, RuleDifference } from '../rule/difference.js';
import type { EntryName } from '../rule/lint.js';
import type { Revision } from '../rule/revisions.js';
import type { RuleIdentity } from '../rule/rule.js';
import { operatorSchema, ruleMembers, schemaDocument } from './schema-parts.js';

interface RuleClause {
  readonly id: string;
  readonly role: 'requires' | 'excludes';
  readonly meaning: string;
  readonly conditions: readonly RuleCondition[];
}

interface RuleCondition {
  readonly field: string;
  readonly optional?: true;
  readonly operator: Operator;
  readonly patterns: readonly string[];
}

interface RuleDocument extends RuleIdentity {
  readonly clauses: readonly RuleClause[];
}

/** What identifies a version. */
type VersionName = Pick<RuleIdentity, 'label' | 'version' | 'queryDate' | 'published'>;

type VersionRow = VersionName &
  Omit<Revision, 'rule'> & { readonly isDefault: boolean; readonly isNewest: boolean };

type DifferenceDocument = { readonly from: VersionName; readonly to: VersionName } & RuleDifference;

const role = choice<RuleClause['role']>('What the clause does.', {
  requires: 'it must hold',
  excludes: 'it must not hold',
});

const patterns = list('The patterns, any of which may match.', text('A pattern.'));

/** What `rule -f json` writes. */
export const ruleDocumentSchema: Schema = schemaDocument(
  'initd-scan rule',
  object<RuleDocument>('The rule, clause by clause.', {
    ...ruleMembers,
    clauses: list(
      'Its clauses, in its order.',
      object<RuleClause>('A clause. It holds if all its conditions do.', {
        id: text('Its id.'),
        role,
        meaning: text('What it states.'),
        conditions: list(
          'Its conditions.',
          object<RuleCondition>('A condition.', {
            field: text('The field.'),
            optional: new Optional(flag('Whether no index needs to have the field.')),
            operator: operatorSchema,
            patterns,
          }),
        ),
      }),
    ),
  }),
);

const entryMembers = {
  id: text('The id of the clause or exception item.'),
  field: text('The field.'),
  operator: operatorSchema,
  pattern: text('The pattern.'),
};

const entry: Schema = object<EntryName>('An entry.', entryMembers);

/** What each kind of finding has besides the entry that it is about. */
const oddities: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  duplicate: { copies: integer('How often it is listed.', 1) },
  'plain-wildcard': {
    characters: list('Wildcards that are ordinary characters here.', text('A character.'), 1),
  },
  'outer-space': { trimmed: text('The pattern without white space at its ends.') },
  covered: { by: list('The entries that exclude all that it does.', entry, 1) },
  'missing-twin': { twin: text('The path that is missing.') },
  unreachable: { requires: entry },
};

/** What `rule --lint -f json` writes. */
export const lintSchema: Schema = schemaDocument('initd-scan rule --lint', {
  description: 'Entries of the rule, or of exception lists, that are worth checking.',
  type: 'object',
  properties: {
    findings: list('The findings.', {
      description: 'A finding; its members depend on its kind.',
      type: 'object',
      oneOf: Object.entries(oddities).map(([kind, members]) => {
        const properties = { kind: { const: kind }, ...entryMembers, ...members };
        return {
          type: 'object',
          properties,
          required: Object.keys(properties),
          additionalProperties: false,
        };
      }),
    }),
  },
  required: ['findings'],
  additionalProperties: false,
});

const versionMembers = {
  label: text('What the version is called here.'),
  version: integer('Its number, which two revisions may share.', 1),
  queryDate: text('The date of its query, ISO 8601.'),
  published: new Optional(text('When it was published: a date or month, ISO 8601.')),
};

/** What `rule --versions -f json` writes. */
export const versionsSchema: Schema = schemaDocument(
  'initd-scan rule --versions',
  object<{ readonly versions: readonly VersionRow[] }>('The versions of the rule.', {
    versions: list(
      'The versions, the oldest first.',
      object<VersionRow>('A version.', {
        ...versionMembers,
        stacks: text('The versions of Elastic’s stack that have it.'),
        change: text('What it changed.'),
        isDefault: flag('Whether it is applied by default.'),
        isNewest: flag('Whether it is the newest known.'),
      }),
    ),
  }),
);

const version: Schema = object<VersionName>('A version.', versionMembers);

const listMembers = {
  removed: list('Entries that only the first has.', text('An entry.')),
  added: list('Entries that only the second has.', text('An entry.')),
};

/** What `rule --diff -f json` writes. */
export const differenceSchema: Schema = schemaDocument(
  'initd-scan rule --diff',
  object<DifferenceDocument>('How two versions of the rule differ.', {
    from: version,
    to: version,
    identity: list(
      'Facts that differ.',
      object<RuleDifference['identity'][number]>('A fact.', {
        name: text('Its name.'),
        ...listMembers,
      }),
    ),
    clauses: list(
      'Clauses that differ.',
      object<ClauseDifference>('A clause.', {
        id: text('Its id.'),
        role,
        kind: choice<ClauseDifference['kind']>('How it differs.', {
          added: 'only the second has it',
          removed: 'only the first has it',
          changed: 'both have it',
        }),
        meaning: text('What it states.'),
        conditions: list(
          'Its conditions that differ.',
          object<ConditionDifference>('A condition.', {
            field: text('The field, as EQL writes it.'),
            from: operatorSchema,
            to: operatorSchema,
            ...listMembers,
          }),
        ),
      }),
    ),
  }),
);

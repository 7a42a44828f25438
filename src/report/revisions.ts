import {
  type ClauseDifference,
  type ConditionDifference,
  differenceOf,
  type ListDifference,
} from '../rule/difference.js';
import { defaultRule, newestRule, type Revision, revisions } from '../rule/revisions.js';
import type { Rule, RuleIdentity } from '../rule/rule.js';
import { jsonText } from './json-document.js';
import { tableLine } from './units.js';

const note = 'Versions 1 to 10 are not EQL, depend on earlier events, and cannot be applied here.';

/** The revisions of the rule, one per line, with what each changed. */
export function versionsText(): string {
  const widths = [-9, -10, -10, -20];
  return [
    tableLine(widths, ['version', 'query', 'published', 'stacks', 'what changed']),
    ...revisions.map(({ rule, stacks, change }) => {
      const { label, queryDate, published = '-' } = rule.identity;
      return tableLine(widths, [`${label}${markOf(rule)}`, queryDate, published, stacks, change]);
    }),
    '',
    `* applied unless --rule-version names another; + the newest known`,
    note,
    '',
  ].join('\n');
}

function markOf(rule: Rule): string {
  return `${rule === defaultRule ? ' *' : ''}${rule === newestRule ? ' +' : ''}`;
}

export function versionsJson(): string {
  const versions = revisions.map(({ rule, stacks, change }: Revision) => {
    const { label, version, queryDate, published } = rule.identity;
    const isDefault = rule === defaultRule;
    const isNewest = rule === newestRule;
    return { label, version, queryDate, published, stacks, change, isDefault, isNewest };
  });
  return jsonText({ versions });
}

/** How two revisions differ, clause by clause and entry by entry. */
export function differenceText(from: Rule, to: Rule): string {
  const { identity, clauses } = differenceOf(from, to);
  const lines = [
    `- ${titleOf(from.identity)}`,
    `+ ${titleOf(to.identity)}`,
    '',
    ...identity.flatMap(({ name, ...difference }) => [name, ...entryLines(difference), '']),
    ...clauses.flatMap((clause) => [...clauseLines(clause), '']),
  ];
  if (clauses.length === 0) lines.push('The queries are the same.', '');
  return lines.join('\n');
}

export function differenceJson(from: Rule, to: Rule): string {
  const identityOf = ({ identity: { label, version, queryDate, published } }: Rule): object => ({
    label,
    version,
    queryDate,
    published,
  });
  return jsonText({ from: identityOf(from), to: identityOf(to), ...differenceOf(from, to) });
}

function titleOf({ name, label, queryDate }: RuleIdentity): string {
  return `${name}, version ${label} (query dated ${queryDate})`;
}

function clauseLines({ id, role, kind, meaning, conditions }: ClauseDifference): string[] {
  const what = kind === 'changed' ? '' : `, ${kind}`;
  return [
    `${id} (${role}${what}): ${meaning}`,
    ...conditions.flatMap((condition) => [
      `  ${condition.field} ${operatorsText(condition)}`,
      ...entryLines(condition).map((line) => `  ${line}`),
    ]),
  ];
}

function operatorsText({ from, to }: ConditionDifference): string {
  return from === to ? to : `${from} → ${to}`;
}

/** Entries may end in white space. */
function entryLines({ removed, added }: ListDifference): string[] {
  const shown = (entry: string): string => (entry.trim() === entry ? entry : JSON.stringify(entry));
  return [
    ...removed.map((entry) => `  - ${shown(entry)}`),
    ...added.map((entry) => `  + ${shown(entry)}`),
  ];
}

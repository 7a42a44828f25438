import type { Clause, Condition, Operator } from './clause.js';
import { contains, languageOf, languagesOf, overlaps } from './pattern-sets.js';

/** A list of patterns for a field, in the rule or an exception. */
export type ListedPatterns = Pick<Condition, 'operator' | 'patterns'> & {
  readonly field: string;
};

/** Conditions that must all hold: a clause, or an exception item. */
export interface LintedGroup {
  readonly id: string;
  readonly conditions: readonly ListedPatterns[];
}

/** An entry of a list, with the id of its group. */
export interface EntryName {
  readonly id: string;
  readonly field: string;
  readonly operator: Operator;
  readonly pattern: string;
}

/** An oddity of an entry: not necessarily a mistake, but worth checking. */
export type LintFinding = EntryName & Oddity;

type Oddity =
  | { readonly kind: 'duplicate'; readonly copies: number }
  /** A wildcard character in a list of exact strings, where it is an ordinary character. */
  | { readonly kind: 'plain-wildcard'; readonly characters: readonly string[] }
  /** White space at the start or end, which the value must have too. */
  | { readonly kind: 'outer-space'; readonly trimmed: string }
  /** Another group or entry excludes everything that this entry makes its group exclude. */
  | { readonly kind: 'covered'; readonly by: readonly EntryName[] }
  /** The list has a program in only one of two directories that are often the same. */
  | { readonly kind: 'missing-twin'; readonly twin: string }
  /** No value of the field matches both the entry and a required clause. */
  | { readonly kind: 'unreachable'; readonly requires: EntryName };

/** Directories that are the same if /usr is merged. */
const equivalentDirectories: readonly (readonly [string, string])[] = [
  ['/bin/', '/usr/bin/'],
  ['/sbin/', '/usr/sbin/'],
];

/** Finds oddities in a rule's exclusions. */
export function lintRule(clauses: readonly Clause[]): LintFinding[] {
  const { excludes, requires } = ruleGroups(clauses);
  return lintConditions(excludes, requires);
}

/** A rule's clauses as groups of conditions, by role. */
export function ruleGroups(clauses: readonly Clause[]): Record<Clause['role'], LintedGroup[]> {
  const groupsOf = (role: Clause['role']): LintedGroup[] =>
    clauses
      .filter((clause) => clause.role === role)
      .map(({ id, conditions }) => ({ id, conditions: conditions.map(listOf) }));
  return { excludes: groupsOf('excludes'), requires: groupsOf('requires') };
}

function listOf({ field, operator, patterns }: Condition): ListedPatterns {
  return { field: field.name, operator, patterns };
}

/**
 * Finds oddities in groups of conditions that exclude events.
 *
 * @param groups each excludes the events for which all its conditions hold.
 * @param required conditions that hold for all events that can be excluded.
 */
export function lintConditions(
  groups: readonly LintedGroup[],
  required: readonly LintedGroup[] = [],
): LintFinding[] {
  return groups.flatMap((group) =>
    group.conditions.flatMap((list) =>
      checks.flatMap((check) =>
        distinct(list).flatMap((pattern) => {
          const oddity = check({ group, list, pattern, groups, required });
          if (oddity === undefined) return [];
          return Object.assign({ kind: oddity.kind }, entryName(group.id, list, pattern), oddity);
        }),
      ),
    ),
  );
}

interface LintedEntry {
  readonly pattern: string;
  readonly list: ListedPatterns;
  readonly group: LintedGroup;
  readonly groups: readonly LintedGroup[];
  readonly required: readonly LintedGroup[];
}

const checks = [
  duplicate,
  plainWildcard,
  outerSpace,
  covered,
  missingCounterpart,
  unreachable,
] as const;

function duplicate({ list, pattern }: LintedEntry): Oddity | undefined {
  const copies = list.patterns.filter((other) => other === pattern).length;
  return copies > 1 ? { kind: 'duplicate', copies } : undefined;
}

function plainWildcard({ list: { operator }, pattern }: LintedEntry): Oddity | undefined {
  if (operator !== 'in' && operator !== '==') return undefined;
  const characters = ['*', '?'].filter((character) => pattern.includes(character));
  return characters.length > 0 ? { kind: 'plain-wildcard', characters } : undefined;
}

function outerSpace({ pattern }: LintedEntry): Oddity | undefined {
  const trimmed = pattern.trim();
  return trimmed === pattern ? undefined : { kind: 'outer-space', trimmed };
}

function covered(entry: LintedEntry): Oddity | undefined {
  const { pattern, list, group, groups } = entry;
  const narrowed = { ...list, patterns: [pattern] };
  const holding = group.conditions.map((other) => (other === list ? narrowed : other));
  const others = groups.filter((other) => other !== group);
  const by = coveringEntry(entry) ?? firstDefined(others, (other) => implied(holding, other));
  return by && { kind: 'covered', by };
}

/** Another entry of the list that contains an entry. Of two that contain each other, only the later is covered. */
function coveringEntry({ pattern, list, group }: LintedEntry): EntryName[] | undefined {
  const inner = languageOf(list.operator, pattern);
  const at = list.patterns.indexOf(pattern);
  const outer = distinct(list).find((other) => {
    if (other === pattern) return false;
    const language = languageOf(list.operator, other);
    const both = contains(language, inner);
    return both && (list.patterns.indexOf(other) < at || !contains(inner, language));
  });
  return outer === undefined ? undefined : [entryName(group.id, list, outer)];
}

/** The entries that make a group hold whenever the given conditions hold; undefined if it may still not hold. */
function implied(
  holding: readonly ListedPatterns[],
  { id, conditions }: LintedGroup,
): EntryName[] | undefined {
  const entries = conditions.map((target) => {
    const patterns = firstDefined(holding, (given) => coveringPatterns(given, target));
    return patterns?.map((pattern) => entryName(id, target, pattern));
  });
  return entries.every((found) => found !== undefined) ? entries.flat() : undefined;
}

/** The patterns of a target list that together contain every pattern of a given one; undefined if there are none. */
function coveringPatterns(given: ListedPatterns, target: ListedPatterns): string[] | undefined {
  if (given.field !== target.field) return undefined;
  const outer = languagesOf(target);
  const found = languagesOf(given).map(
    (inner) => target.patterns[outer.findIndex((language) => contains(language, inner))],
  );
  const isCovered = found.length > 0 && found.every((pattern) => pattern !== undefined);
  return isCovered ? [...new Set(found)] : undefined;
}

function missingCounterpart({ list, pattern }: LintedEntry): Oddity | undefined {
  const counterpart = counterpartOf(pattern);
  if (counterpart === undefined || list.patterns.includes(counterpart)) return undefined;
  return { kind: 'missing-twin', twin: counterpart };
}

function counterpartOf(path: string): string | undefined {
  for (const [one, other] of equivalentDirectories) {
    if (path.startsWith(one)) return other + path.slice(one.length);
    if (path.startsWith(other)) return one + path.slice(other.length);
  }
  return undefined;
}

function unreachable({ pattern, list, required }: LintedEntry): Oddity | undefined {
  const language = languageOf(list.operator, pattern);
  const [requires] = required.flatMap(({ id, conditions }) =>
    conditions.flatMap((requirement) => {
      const [first] = requirement.patterns;
      if (requirement.field !== list.field || first === undefined) return [];
      const isReachable = languagesOf(requirement).some((allowed) => overlaps(allowed, language));
      return isReachable ? [] : [entryName(id, requirement, first)];
    }),
  );
  return requires && { kind: 'unreachable', requires };
}

function entryName(id: string, { field, operator }: ListedPatterns, pattern: string): EntryName {
  return { id, field, operator, pattern };
}

function distinct({ patterns }: ListedPatterns): readonly string[] {
  return [...new Set(patterns)];
}

function firstDefined<Item, Result>(
  items: readonly Item[],
  find: (item: Item) => Result | undefined,
): Result | undefined {
  for (const item of items) {
    const result = find(item);
    if (result !== undefined) return result;
  }
  return undefined;
}

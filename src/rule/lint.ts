import type { Clause, Condition, Operator } from './clause.js';
import { contains, languageOf, languagesOf, overlaps } from './pattern-sets.js';

/** A list of patterns for a field, in the rule or elsewhere. */
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
  /** A wildcard character in a list of exact texts, where it is an ordinary character. */
  | { readonly kind: 'plain-wildcard'; readonly characters: readonly string[] }
  /** Everything that the entry's group excludes because of it, another group or entry excludes too. */
  | { readonly kind: 'covered'; readonly by: readonly EntryName[] }
  /** The list has a program in only one of two directories that are often the same. */
  | { readonly kind: 'missing-twin'; readonly twin: string }
  /** No value of the field matches both the entry and what a required clause demands of the field. */
  | { readonly kind: 'unreachable'; readonly requires: EntryName };

/** Directories that are the same if /usr is merged. */
const twinDirectories: readonly (readonly [string, string])[] = [
  ['/bin/', '/usr/bin/'],
  ['/sbin/', '/usr/sbin/'],
];

/** Finds oddities in a rule's exclusions. */
export function lintRule(clauses: readonly Clause[]): LintFinding[] {
  const { excluded, required } = ruleGroups(clauses);
  return lintConditions(excluded, required);
}

/** A rule's exclusions and requirements as groups of conditions. */
export function ruleGroups(clauses: readonly Clause[]): {
  readonly excluded: readonly LintedGroup[];
  readonly required: readonly LintedGroup[];
} {
  const groupOf = ({ id, conditions }: Clause): LintedGroup => ({
    id,
    conditions: conditions.map(({ field, operator, patterns }) => ({
      field: field.name,
      operator,
      patterns,
    })),
  });
  return {
    excluded: clauses.filter(({ role }) => role === 'excludes').map(groupOf),
    required: clauses.filter(({ role }) => role === 'requires').map(groupOf),
  };
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
          return Object.assign({ kind: oddity.kind }, nameOf(group.id, list, pattern), oddity);
        }),
      ),
    ),
  );
}

/** An entry and its context. */
interface Entry {
  readonly pattern: string;
  readonly list: ListedPatterns;
  readonly group: LintedGroup;
  readonly groups: readonly LintedGroup[];
  readonly required: readonly LintedGroup[];
}

const checks = [duplicate, plainWildcard, covered, missingTwin, unreachable] as const;

function duplicate({ list, pattern }: Entry): Oddity | undefined {
  const copies = list.patterns.filter((other) => other === pattern).length;
  return copies > 1 ? { kind: 'duplicate', copies } : undefined;
}

function plainWildcard({ list: { operator }, pattern }: Entry): Oddity | undefined {
  if (operator !== 'in' && operator !== '==') return undefined;
  const characters = ['*', '?'].filter((character) => pattern.includes(character));
  return characters.length > 0 ? { kind: 'plain-wildcard', characters } : undefined;
}

function covered({ pattern, list, group, groups }: Entry): Oddity | undefined {
  const narrowed = { ...list, patterns: [pattern] };
  const holding = group.conditions.map((other) => (other === list ? narrowed : other));
  const by =
    coveringEntry(group, list, pattern) ??
    firstOf(groups, (other) => (other === group ? undefined : implied(holding, other)));
  return by && { kind: 'covered', by };
}

/** Another entry of the list that contains an entry. Of two that contain each other, only the later is covered. */
function coveringEntry(
  { id }: LintedGroup,
  list: ListedPatterns,
  pattern: string,
): EntryName[] | undefined {
  const inner = languageOf(list.operator, pattern);
  const at = list.patterns.indexOf(pattern);
  const outer = distinct(list).find((other) => {
    if (other === pattern) return false;
    const language = languageOf(list.operator, other);
    const both = contains(language, inner);
    return both && (list.patterns.indexOf(other) < at || !contains(inner, language));
  });
  return outer === undefined ? undefined : [nameOf(id, list, outer)];
}

/** The entries because of which a group holds whenever some conditions do; undefined if it may not. */
function implied(
  holding: readonly ListedPatterns[],
  group: LintedGroup,
): readonly EntryName[] | undefined {
  const entries: EntryName[] = [];
  for (const wanted of group.conditions) {
    const found = firstOf(holding, (given) => impliedBy(given, wanted, group.id));
    if (found === undefined) return undefined;
    entries.push(...found);
  }
  return entries;
}

/** The entries of a wanted list that contain every entry of a given one; undefined if there are none. */
function impliedBy(
  given: ListedPatterns,
  wanted: ListedPatterns,
  id: string,
): readonly EntryName[] | undefined {
  if (given.field !== wanted.field) return undefined;
  const outer = languagesOf(wanted);
  const found = languagesOf(given).map(
    (inner) => wanted.patterns[outer.findIndex((language) => contains(language, inner))],
  );
  const covering = new Set(found.filter((pattern) => pattern !== undefined));
  if (covering.size === 0 || found.includes(undefined)) return undefined;
  return Array.from(covering, (pattern) => nameOf(id, wanted, pattern));
}

function missingTwin({ list, pattern }: Entry): Oddity | undefined {
  const twin = twinOf(pattern);
  if (twin === undefined || list.patterns.includes(twin)) return undefined;
  return { kind: 'missing-twin', twin };
}

function twinOf(path: string): string | undefined {
  for (const [one, other] of twinDirectories) {
    if (path.startsWith(one)) return other + path.slice(one.length);
    if (path.startsWith(other)) return one + path.slice(other.length);
  }
  return undefined;
}

function unreachable({ pattern, list, required }: Entry): Oddity | undefined {
  const language = languageOf(list.operator, pattern);
  const [requires] = required.flatMap(({ id, conditions }) =>
    conditions.flatMap((barrier) => {
      const [first] = barrier.patterns;
      if (barrier.field !== list.field || first === undefined) return [];
      const isOpen = languagesOf(barrier).some((wanted) => overlaps(wanted, language));
      return isOpen ? [] : [nameOf(id, barrier, first)];
    }),
  );
  return requires && { kind: 'unreachable', requires };
}

function nameOf(id: string, { field, operator }: ListedPatterns, pattern: string): EntryName {
  return { id, field, operator, pattern };
}

function distinct({ patterns }: ListedPatterns): readonly string[] {
  return [...new Set(patterns)];
}

function firstOf<Item, Result>(
  items: readonly Item[],
  find: (item: Item) => Result | undefined,
): Result | undefined {
  for (const item of items) {
    const result = find(item);
    if (result !== undefined) return result;
  }
  return undefined;
}

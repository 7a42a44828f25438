import type { Clause } from '../rule/clause.js';
import {
  type LintedGroup,
  type LintFinding,
  type ListedPatterns,
  lintConditions,
  ruleGroups,
} from '../rule/lint.js';
import { type Exception, type ExceptionEntry, osType } from './exceptions.js';

/** Finds oddities in exception items, including items for events that the rule excludes anyway. */
export function lintExceptions(
  exceptions: readonly Exception[],
  clauses: readonly Clause[],
): LintFinding[] {
  const groups = exceptions.map(groupOf);
  const names = new Set(groups.map(({ id }) => id));
  const { excludes, requires } = ruleGroups(clauses);
  return lintConditions([...groups, ...excludes], requires).filter(({ id }) => names.has(id));
}

function groupOf({ name, list, osTypes, entries }: Exception): LintedGroup {
  const os: ListedPatterns = { field: osType, operator: 'in', patterns: osTypes };
  return {
    id: `exception “${name}” (list ${list})`,
    conditions: [...(osTypes.length > 0 ? [os] : []), ...entries.map(patternsOf)],
  };
}

/**
 * An entry as a list of patterns. An entry that cannot be expressed in patterns becomes a condition without any: it has
 * no findings, and no other item implies it.
 */
function patternsOf(entry: ExceptionEntry): ListedPatterns {
  const { field } = entry;
  if (entry.type !== 'nested' && entry.operator === 'included') {
    if (entry.type === 'match') return { field, operator: '==', patterns: [entry.value] };
    if (entry.type === 'match_any') return { field, operator: 'in', patterns: entry.values };
    // The patterns of the lint cannot express escaped characters.
    if (entry.type === 'wildcard' && !entry.value.includes('\\')) {
      return { field, operator: 'like', patterns: [entry.value] };
    }
  }
  return { field, operator: 'is null', patterns: [] };
}

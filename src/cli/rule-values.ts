import type { VerdictName } from '../explain/explanation.js';
import { UsageError } from '../io/errors.js';
import type { ClauseId } from '../rule/clause-id.js';
import { revisionOf, revisions } from '../rule/revisions.js';
import type { Rule } from '../rule/rule.js';
import { suggest } from './suggest.js';

// Values of options that name parts or revisions of the rule.

/** Two revisions of the rule to compare. */
export interface RevisionPair {
  readonly from: Rule<ClauseId>;
  readonly to: Rule<ClauseId>;
}

/** What revisions are called. */
export const revisionLabels: readonly string[] = revisions.map(({ rule }) => rule.identity.label);

/** The clauses that can decide an event that explain shows. Only leads can be outside the rule's scope. */
export const decidingIds: readonly string[] = [
  ...new Set(revisions.flatMap(({ rule }) => rule.clauses.map(({ id }) => id))),
];

/** Parses the id of a clause that can decide in some revision. */
export function decidingClause(text: string): string {
  if (decidingIds.includes(text)) return text;
  const suggestion = suggest(text, decidingIds);
  throw new UsageError(
    `unknown clause: ${text}`,
    `${suggestion === undefined ? '' : `did you mean ${suggestion}? `}known clauses: ${decidingIds.join(', ')}`,
  );
}

/** Parses `FROM..TO`. */
export function revisionPair(text: string): RevisionPair {
  const [, from, to] = /^([^.]+(?:\.\d+)?)\.\.([^.]+(?:\.\d+)?)$/.exec(text) ?? [];
  if (from === undefined || to === undefined) {
    throw new UsageError(`--diff ${text}: expected two versions`, 'for example --diff 13..122');
  }
  return { from: revisionNamed(from), to: revisionNamed(to) };
}

/** Parses the label of a revision. */
export function revisionNamed(text: string): Rule<ClauseId> {
  try {
    return revisionOf(text).rule;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(error.message, `known versions: ${revisionLabels.join(', ')}`);
  }
}

export const verdictNames: readonly VerdictName[] = ['match', 'excluded', 'stopped'];

/** Parses a verdict. */
export function verdictNamed(text: string): VerdictName {
  const verdict = verdictNames.find((name) => name === text);
  if (verdict !== undefined) return verdict;
  const suggestion = suggest(text, verdictNames);
  throw new UsageError(
    `unknown verdict: ${text}`,
    `${suggestion === undefined ? '' : `did you mean ${suggestion}? `}verdicts: ${verdictNames.join(', ')}`,
  );
}

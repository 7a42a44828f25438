import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#dist/json/value.js';
import { evaluate, holds } from '#dist/rule/evaluate.js';
import { revisionOf, revisions } from '#dist/rule/revisions.js';
import { judgeBy, queries, type RevisionVerdict } from '../oracle/revisions.js';
import { eventsForAllRevisions, seed } from './generators.js';
import { runs } from './runs.js';

const labels = revisions.map(({ rule }) => rule.identity.label);

/** A version's verdict on every clause, in the oracle's terms. */
function opinionOf(label: string, event: JsonObject): RevisionVerdict {
  const { clauses } = revisionOf(label).rule;
  const numbersOf = (role: 'requires' | 'excludes', wanted: boolean): number[] =>
    clauses
      .filter((clause) => clause.role === role)
      .flatMap((clause, at) => (holds(clause, event) === wanted ? [at] : []));
  return {
    match: evaluate(clauses, event).outcome === 'match',
    failed: numbersOf('requires', false),
    excluded: numbersOf('excludes', true),
  };
}

test('the oracle has all versions', () => {
  expect(Object.keys(queries).sort()).toEqual([...labels].sort());
});

describe.each(labels)('version %s', (label) => {
  test('agrees with the oracle on every event and clause', () => {
    const decided = new Map<string, number>();
    const { clauses } = revisionOf(label).rule;
    fc.assert(
      fc.property(eventsForAllRevisions, (event) => {
        expect(opinionOf(label, event)).toEqual(judgeBy(label, event));
        const verdict = evaluate(clauses, event);
        const decision = verdict.outcome === 'match' ? 'match' : verdict.clause;
        decided.set(decision, (decided.get(decision) ?? 0) + 1);
      }),
      { seed, numRuns: runs(20_000) },
    );
    // The generator must reach every clause.
    for (const id of ['match', ...clauses.map((clause) => clause.id)]) {
      expect(decided.get(id), id).toBeGreaterThan(0);
    }
  });
});

describe('under /etc/init.d/', () => {
  test('what 114 to 122 match, 13 matches too', () => {
    let matches = 0;
    const later = labels.filter((label) => label === '14' || Number.parseInt(label, 10) >= 114);
    expect(later).toHaveLength(11);
    const thirteen = revisionOf('13').rule;
    const rules = later.map((label) => revisionOf(label).rule);
    fc.assert(
      fc.property(eventsForAllRevisions, (event) => {
        if (!holds(thirteen.scope, event)) return;
        if (!rules.some(({ clauses }) => evaluate(clauses, event).outcome === 'match')) return;
        matches += 1;
        expect(evaluate(thirteen.clauses, event)).toEqual({ outcome: 'match' });
      }),
      { seed, numRuns: runs(20_000) },
    );
    expect(matches).toBeGreaterThan(200);
  });
});

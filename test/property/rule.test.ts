import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#dist/json/value.js';
import { evaluate, evidenceOf } from '#dist/rule/evaluate.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { letters, type OracleVerdict, oracle } from '../oracle/oracle.js';
import { events, seed, writtenEvents } from './generators.js';
import { runs } from './runs.js';

const { clauses } = defaultRule;

const required = clauses.filter((clause) => clause.role === 'requires');
const exclusions = clauses.filter((clause) => clause.role === 'excludes');

/** The product's verdict on every clause, in the oracle's terms. */
function opinionOf(event: JsonObject): OracleVerdict {
  return {
    match: evaluate(defaultRule.clauses, event).outcome === 'match',
    failed: required.flatMap((clause, at) =>
      evidenceOf(clause, event) === undefined ? [at + 1] : [],
    ),
    excluded: exclusions.flatMap((clause, at) =>
      evidenceOf(clause, event) === undefined ? [] : [letters.charAt(at)],
    ),
  };
}

/** The clause that decides according to the oracle: the first in rule order. */
function decidingClause({ failed, excluded }: OracleVerdict): string | undefined {
  const [failing] = failed;
  const [excluding] = excluded;
  if (failing !== undefined) return required[failing - 1]?.id;
  return excluding === undefined ? undefined : exclusions[letters.indexOf(excluding)]?.id;
}

describe('the predicate and the oracle', () => {
  test('agree on every event: whether it matches, each clause, and the one that decides', () => {
    const decided = new Map<string, number>();
    fc.assert(
      fc.property(events, (event) => {
        const opinion = oracle(event);
        const verdict = evaluate(defaultRule.clauses, event);
        const clause = verdict.outcome === 'match' ? undefined : verdict.clause;
        expect(opinionOf(event)).toEqual(opinion);
        expect(clause).toBe(decidingClause(opinion));
        decided.set(clause ?? 'match', (decided.get(clause ?? 'match') ?? 0) + 1);
      }),
      { seed, numRuns: runs(30_000) },
    );

    // The generator must reach every clause, and must generate many matches.
    expect(decided.get('match')).toBeGreaterThan(runs(3_000));
    for (const { id } of clauses) expect(decided.get(id), id).toBeGreaterThan(10);
  });

  test('evidence consists of a value in the document and an entry of the clause', () => {
    fc.assert(
      fc.property(events, (event) => {
        for (const clause of clauses) {
          const evidence = evidenceOf(clause, event) ?? [];
          evidence.forEach((item, at) => {
            const condition = clause.conditions[at];
            expect(item.field).toBe(condition?.field.name);
            expect(item.operator).toBe(condition?.operator);
            if (item.operator === 'is null') {
              expect([item.value, item.pattern]).toEqual([null, null]);
            } else {
              expect(condition?.patterns).toContain(item.pattern);
              expect(condition?.field.values(event)).toContain(item.value);
            }
          });
        }
      }),
      { seed, numRuns: runs(2_000) },
    );
  });

  test('the spelling of an event’s JSON does not change its verdict', () => {
    fc.assert(
      fc.property(writtenEvents, ({ event, text }) => {
        expect(text).not.toMatch(/\n/);
        const parsed = JSON.parse(text) as JsonObject;
        expect(parsed).toEqual(event);
        expect(evaluate(defaultRule.clauses, parsed)).toEqual(evaluate(defaultRule.clauses, event));
      }),
      { seed, numRuns: runs(3_000) },
    );
  });
});

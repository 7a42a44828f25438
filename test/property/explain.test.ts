import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decidingClauses,
  Explainer,
  type Explanation,
  isDecidedByOne,
} from '#dist/explain/explanation.js';
import type { JsonObject } from '#dist/json/value.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { flatten, letters, type OracleVerdict, oracle } from '../oracle/oracle.js';
import { events, seed } from './generators.js';
import { runs } from './runs.js';

const { clauses } = defaultRule;
const explainer = new Explainer(defaultRule);

const required: readonly string[] = clauses
  .filter(({ role }) => role === 'requires')
  .map(({ id }) => id);
const exclusions: readonly string[] = clauses
  .filter(({ role }) => role === 'excludes')
  .map(({ id }) => id);

function letterOf(clause: string): string {
  return letters.charAt(exclusions.indexOf(clause));
}

/** An explanation in the oracle's terms. */
function opinionOf({ unmet, exclusions, verdict }: Explanation): OracleVerdict {
  return {
    match: verdict === 'match',
    failed: unmet.map(({ clause }) => required.indexOf(clause) + 1),
    excluded: exclusions.map(({ clause }) => letterOf(clause)),
  };
}

describe('an explanation and the oracle', () => {
  test('agree on every event under /etc/init.d/: its verdict, and exactly which clauses', () => {
    const verdicts = { match: 0, excluded: 0, stopped: 0, outOfScope: 0 };
    fc.assert(
      fc.property(events, (event) => {
        const opinion = oracle(event);
        const explanation = explainer.explain(event);
        verdicts[explanation?.verdict ?? 'outOfScope'] += 1;
        if (explanation === undefined || explanation.isElsewhere) {
          expect(opinion.failed).toContain(4);
          if (explanation === undefined) return;
          expect(explanation.lead).toBeDefined();
        }
        expect(opinionOf(explanation)).toEqual(opinion);
        const { match, failed, excluded } = opinion;
        const deciding =
          failed.length > 0
            ? failed.map((number) => required[number - 1])
            : excluded.map((letter) => exclusions[letters.indexOf(letter)]);
        expect(decidingClauses(explanation)).toEqual(deciding);
        expect(explanation.verdict).toBe(
          match ? 'match' : failed.length > 0 ? 'stopped' : 'excluded',
        );
        expect(isDecidedByOne(explanation)).toBe(failed.length + excluded.length === 1);
      }),
      { seed, numRuns: runs(30_000) },
    );

    expect(verdicts.match + verdicts.excluded + verdicts.stopped).toBeGreaterThan(runs(20_000));
    // The generator must generate every verdict often.
    for (const [verdict, count] of Object.entries(verdicts)) {
      expect(count, verdict).toBeGreaterThan(runs(1_000));
    }
  });

  test('an entry decides alone if and only if the event would match without it', () => {
    const struckEntries = new Set<string>();
    fc.assert(
      fc.property(events, (event) => {
        const explanation = explainer.explain(event);
        if (explanation === undefined) return;
        for (const { clause, entries } of explanation.exclusions) {
          for (const { pattern, alone } of entries) {
            const removed = { letter: letterOf(clause), entry: pattern };
            expect(oracle(event, removed).match, JSON.stringify(removed)).toBe(alone);
            if (alone) struckEntries.add(`${removed.letter} ${pattern}`);
          }
        }
      }),
      { seed, numRuns: runs(8_000) },
    );
    expect(struckEntries.size).toBeGreaterThan(20);
  });

  test('every matching entry is listed, with the value of the event that it matches', () => {
    fc.assert(
      fc.property(events, (event) => {
        const fields = flatten(event);
        for (const { entries, clause } of explainer.explain(event)?.exclusions ?? []) {
          expect(entries.length).toBeGreaterThan(0);
          const { conditions } = clauses.find(({ id }) => id === clause) ?? {};
          for (const { field, value, pattern, operator } of entries) {
            if (operator === 'is null') expect(fields.has(field)).toBe(false);
            else expect(fields.get(field)).toContain(value);
            const condition = conditions?.find((part) => part.field.name === field);
            if (pattern !== null) expect(condition?.patterns).toContain(pattern);
          }
          if (clause !== 'installer-executable') continue;
          const table = new Set(conditions?.flatMap(({ patterns }) => patterns));
          const values = new Set(fields.get('process.executable'));
          expect(entries.map(({ value }) => value).sort()).toEqual(
            [...values].filter((value) => table.has(value)).sort(),
          );
        }
      }),
      { seed, numRuns: runs(4_000) },
    );
  });

  test('an event is a lead chosen by an attacker if and only if its author could choose every entry', () => {
    const kinds = { chosen: 0, notChosen: 0 };
    fc.assert(
      fc.property(events, (event) => {
        const { explanation, lead } = explainer.note(event) ?? {};
        if (explanation?.verdict !== 'excluded' || explanation.isElsewhere) return;
        // Its temporary file was removed.
        if (lead?.ends !== undefined && lead.kind === undefined) return;
        const { exclusions } = explanation;
        const isChosen = exclusions.every(({ entries }) =>
          entries.every(({ attackerChosen }) => attackerChosen),
        );
        kinds[isChosen ? 'chosen' : 'notChosen'] += 1;
        expect(explanation.lead?.kind).toBe(isChosen ? 'chosen-by-attacker' : undefined);
      }),
      { seed, numRuns: runs(20_000) },
    );
    for (const [kind, count] of Object.entries(kinds)) expect(count, kind).toBeGreaterThan(50);
  });

  test('an unmet clause lists all values of its field', () => {
    fc.assert(
      fc.property(events, (event) => {
        const fields = flatten(event);
        for (const { field, expected, found } of explainer.explain(event)?.unmet ?? []) {
          expect(new Set(found)).toEqual(new Set(fields.get(field)));
          expect(found.filter((value) => expected.includes(value))).toEqual([]);
        }
      }),
      { seed, numRuns: runs(4_000) },
    );
  });
});

/** The event of a shell that plants a script, which matches, with some changes. */
function planted(changes: JsonObject): JsonObject {
  return {
    'event.category': 'file',
    'event.action': 'creation',
    'host.os.type': 'linux',
    'file.path': '/etc/init.d/netd',
    'process.name': 'sh',
    'process.executable': '/usr/bin/dash',
    ...changes,
  };
}

describe('facts of an explanation', () => {
  test.each<[path: string, changes: JsonObject, otherCase: string | undefined]>([
    ['a path spelled as in the rule', {}, undefined],
    [
      'a path in another case, which is another directory on Linux',
      { 'file.path': '/ETC/init.d/x' },
      '/ETC/init.d/x',
    ],
    ['paths in both cases', { 'file.path': ['/ETC/init.d/x', '/etc/init.d/x'] }, undefined],
  ])('%s', (_, changes, otherCase) => {
    expect(explainer.explain(planted(changes))?.otherCase).toBe(otherCase);
  });

  test.each<[reason: string, hidden: boolean, changes: JsonObject]>([
    ['a program may have any name, even crio', true, { 'process.name': 'crio' }],
    ['a script may have any name', true, { 'file.path': '/etc/init.d/netbeat' }],
    ['a script may have any extension', true, { 'file.extension': 'swp' }],
    ['a program may run from memory', true, { 'process.executable': '/dev/fd/3' }],
    ['a program may run through /proc/self/exe', true, { 'process.executable': '/proc/self/exe' }],
    ['an event may have no executable', true, { 'process.executable': null }],
    ['dpkg has a fixed path', false, { 'process.executable': '/usr/bin/dpkg' }],
    ['snaps bring their own shells', true, { 'process.executable': '/snap/x/1/y' }],
    [
      'another clause, which is not a choice, also excludes it',
      false,
      { 'process.executable': '/usr/bin/dpkg', 'process.name': 'crio' },
    ],
    [
      'another entry, which is not a choice, also excludes it',
      false,
      { 'process.executable': ['/usr/bin/dpkg', '/proc/self/exe'] },
    ],
    [
      'several choices are still choices',
      true,
      { 'process.name': 'ln', 'file.path': '/etc/init.d/rc3.d/x', 'file.extension': 'swx' },
    ],
    ['a match is not hidden', false, {}],
    [
      'an event that fails a required clause is not hidden',
      false,
      { 'process.name': 'crio', 'event.action': 'deletion' },
    ],
  ])('%s: hidden by choice %s', (_, hidden, changes) => {
    const explanation = explainer.explain(planted(changes));
    expect(explanation?.lead?.kind === 'chosen-by-attacker').toBe(hidden);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ComparingExplainer, readingFor } from '#dist/explain/comparison.js';
import {
  ComparisonTotals,
  comparisonLine,
  comparisonTable,
} from '#dist/explain/comparison-totals.js';
import { Explainer, type Explanation } from '#dist/explain/explanation.js';
import { evaluate } from '#dist/rule/evaluate.js';
import { defaultRule, newestRule, revisionOf } from '#dist/rule/revisions.js';
import { judgeBy } from '../oracle/revisions.js';
import { eventsForAllRevisions, seed } from '../property/generators.js';
import { runs } from '../property/runs.js';
import { type Changes, event } from '../rule/events.js';

const explainer = new ComparingExplainer(defaultRule, newestRule);

function compared(changes: Changes): Explanation | undefined {
  return explainer.explain(event(changes));
}

describe('versions 13 and 122', () => {
  test.each<[string, Changes, verdicts: string, clauses: readonly string[]]>([
    ['install', { 'process.name': 'install' }, 'match excluded', ['configuration-tool-name']],
    ['a path in capitals', { 'file.path': '/ETC/init.d/x' }, 'match stopped', ['under-init-d']],
    ['a job of Upstart', { 'file.path': '/etc/init/x' }, 'stopped match', ['under-init-d']],
    [
      'a job of Upstart that dpkg creates',
      { 'file.path': '/etc/init/x', 'process.executable': '/usr/bin/dpkg' },
      'stopped excluded',
      ['under-init-d'],
    ],
    [
      'an extension that only one excludes, and an executable that both do',
      {
        'file.extension': 'dpkg-new',
        'process.name': 'cp',
        'file.path': '/etc/init.d/unified-monitoring-agent',
      },
      'match excluded',
      ['temporary-extension', 'cp-monitoring-agent'],
    ],
  ])('differ on %s', (_, changes, verdicts, clauses) => {
    const explanation = compared(changes);
    const { comparison } = explanation ?? {};
    expect(`${explanation?.verdict} ${comparison?.explanation.verdict}`).toBe(verdicts);
    expect(comparison).toMatchObject({ version: '122', clauses });
  });

  test.each<[string, Changes]>([
    ['a planted script', {}],
    ['what both exclude', { 'process.executable': '/usr/bin/dpkg' }],
    ['what they exclude by different clauses', { 'process.executable': '/dev/fd/*' }],
  ])('agree on %s', (_, changes) => {
    const explanation = compared(changes);
    expect(explanation).toBeDefined();
    expect(explanation?.comparison).toBeUndefined();
  });

  test('are both silent about a path in the scope of neither', () => {
    expect(compared({ 'file.path': '/etc/initramfs-tools/x' })).toBeUndefined();
  });
});

test.each([
  ['13', '122'],
  ['122', '13'],
  ['11', '114'],
  ['120-9.5', '120'],
])('of %s and %s, every difference is found, with the clauses that make it', (first, second) => {
  const comparing = new ComparingExplainer(revisionOf(first).rule, revisionOf(second).rule);
  let differences = 0;
  fc.assert(
    fc.property(eventsForAllRevisions, (document) => {
      const [here, there] = [first, second].map((version) => judgeBy(version, document).match);
      const explanation = comparing.explain(document);
      const { comparison } = explanation ?? {};
      expect(explanation?.verdict === 'match').toBe(here);
      if (here !== there) expect(comparison).toBeDefined();
      if (comparison === undefined) return;
      differences += 1;
      expect(comparison.explanation.verdict === 'match').toBe(there);
      expect(comparison.clauses.length).toBeGreaterThan(0);
      // What one alone says is the same as without a comparison.
      const alone = new Explainer(revisionOf(second).rule);
      const { clauses } = revisionOf(second).rule;
      expect(evaluate(clauses, document).outcome === 'match').toBe(there);
      expect(alone.explainAny(document)).toEqual(comparison.explanation);
    }),
    { seed, numRuns: runs(10_000) },
  );
  expect(differences).toBeGreaterThan(5);
});

test('inputs are read for both revisions', () => {
  for (const [first, second] of [
    [defaultRule, newestRule],
    [newestRule, defaultRule],
  ] as const) {
    const { subject, clauses } = readingFor(first, second);
    expect(subject).toEqual(newestRule.subject);
    expect(clauses).toBe(first.clauses);
  }
});

test('totals count the differences by who matches, and by clause', () => {
  const totals = new ComparisonTotals('13', '122');
  expect(comparisonTable(totals)).toEqual([]);
  for (const changes of [
    { 'process.name': 'install' },
    { 'process.name': 'install' },
    { 'file.path': '/etc/init' },
    { 'file.path': '/etc/inittab', 'process.executable': null },
    {},
  ]) {
    const explanation = compared(changes);
    if (explanation !== undefined) totals.add(explanation);
  }
  expect(totals.clauses()).toEqual([
    { clause: 'configuration-tool-name', events: 2 },
    { clause: 'under-init-d', events: 2 },
  ]);
  expect(comparisonTable(totals)).toEqual([
    'Clauses that make the difference',
    '  events',
    '       2  configuration-tool-name',
    '       2  under-init-d',
    '',
  ]);
  expect(comparisonLine(totals)).toBe(
    'versions 13 and 122 differ on 4 events: 2 matched only by 13, 1 only by 122, 1 by neither',
  );
});

import { expect, test } from 'vitest';
import { alertsReporter } from '#dist/report/alerts.js';
import { jsonReporter } from '#dist/report/json.js';
import { junitReporter } from '#dist/report/junit.js';
import { noLeads } from '#dist/report/leads.js';
import type { ReporterFactory } from '#dist/report/reporter.js';
import { ruleJson, ruleText } from '#dist/report/rule.js';
import { sarifReporter } from '#dist/report/sarif.js';
import { summaryLines } from '#dist/report/summary.js';
import { defaultRule } from '#dist/rule/revisions.js';
import type { Rule } from '#dist/rule/rule.js';
import { Memory, matchOf, plainContext, statusOf, summaryOf } from './writers.js';

const { identity } = defaultRule;

const otherRule: Rule = {
  ...defaultRule,
  identity: { ...identity, id: 'other-id', name: 'Other Rule', severity: 'high', maxSignals: 7 },
};

async function reportOf(make: ReporterFactory, rule: Rule): Promise<string> {
  const memory = new Memory();
  const reporter = make(memory, { ...plainContext, rule });
  await reporter.match(matchOf({ file: { path: '/etc/init.d/x' } }));
  await reporter.inputDone?.(statusOf({ matches: 1 }));
  await reporter.finish(summaryOf({ matches: 1 }), noLeads);
  return memory.text;
}

test.each([
  ['json', jsonReporter],
  ['sarif', sarifReporter],
  ['junit', junitReporter],
  ['alerts', alertsReporter],
] as const)('%s names the given rule', async (_, make) => {
  const report = await reportOf(make, otherRule);
  expect(report).toContain('other-id');
  expect(report).not.toContain(identity.id);
  expect(await reportOf(make, defaultRule)).toContain(identity.id);
});

test('SARIF derives the level of results from the severity of the rule', async () => {
  const [run] = JSON.parse(await reportOf(sarifReporter, otherRule)).runs;
  expect(run.results[0].level).toBe('error');
  expect(run.tool.driver.rules[0].defaultConfiguration.level).toBe('error');
});

test('the summary mentions the limit of the given rule', () => {
  const lines = summaryLines(summaryOf({ matches: 2, withheld: 1 }), otherRule);
  expect(lines.join('\n')).toContain('stops at 7 per run');
});

test('the rule itself is printed as text and as JSON', () => {
  expect(ruleText(otherRule)).toMatch(/^Other Rule\n/);
  expect(JSON.parse(ruleJson(otherRule))).toMatchObject({
    id: 'other-id',
    clauses: defaultRule.clauses.map(({ id, role }) => ({ id, role })),
  });
});

import type { LintArgs, RuleFormat, TextOrJson } from '../cli/args.js';
import { exitCode } from '../io/errors.js';
import type { Io } from '../io/process.js';
import { ruleJson, ruleText } from '../report/rule.js';
import { ruleEql } from '../rule/eql.js';
import { defaultRule } from '../rule/revisions.js';

const { clauses } = defaultRule;

const forms: Readonly<Record<RuleFormat, () => string>> = {
  text: () => ruleText(defaultRule),
  json: () => ruleJson(defaultRule),
  eql: () => `${ruleEql(defaultRule)}\n`,
};

/** Prints the rule. */
export async function printRule(format: RuleFormat, io: Io): Promise<number> {
  await io.stdout.write(forms[format]());
  return exitCode.clean;
}

/** Prints what is odd about the rule's tables, and about those of exception lists. */
export async function printLint({ format, exceptions }: LintArgs, io: Io): Promise<number> {
  const { lintRule } = await import('../rule/lint.js');
  const { lintJson, lintText } = await import('../report/lint.js');
  const findings = [...lintRule(clauses)];
  if (exceptions.length > 0) {
    const { readExceptionLists } = await import('../filter/exception-list.js');
    const { lintExceptions } = await import('../filter/exception-lint.js');
    findings.push(...lintExceptions(readExceptionLists(exceptions, Date.now()).active, clauses));
  }
  await io.stdout.write(format === 'json' ? lintJson(findings) : lintText(findings));
  return exitCode.clean;
}

/** Prints how to investigate a match. */
export async function printGuide(format: TextOrJson, io: Io): Promise<number> {
  const { guideJson, guideText } = await import('../investigate/report/guide.js');
  await io.stdout.write(format === 'json' ? guideJson() : guideText());
  return exitCode.clean;
}

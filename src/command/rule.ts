import type { LintFlags, RuleFormat, TextOrJson } from '../cli.js';
import { exitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import { ruleJson, ruleText } from '../report/rule.js';
import { ruleEql } from '../rule/eql.js';
import { clauses } from '../rule/predicate.js';

const forms: Readonly<Record<RuleFormat, () => string>> = {
  text: ruleText,
  json: ruleJson,
  eql: () => `${ruleEql()}\n`,
};

/** Prints the rule. */
export async function printRule(format: RuleFormat, io: Io): Promise<number> {
  await io.stdout.write(forms[format]());
  return exitCode.clean;
}

/** Prints what is odd about the rule's tables, and about those of exception lists. */
export async function printLint({ format, exceptions }: LintFlags, io: Io): Promise<number> {
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
  const { guideJson, guideText } = await import('../report/guide-forms.js');
  await io.stdout.write(format === 'json' ? guideJson() : guideText());
  return exitCode.clean;
}

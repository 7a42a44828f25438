import type { LintFormat, RuleFormat } from '../cli.js';
import { exitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import { ruleJson, ruleText } from '../report/rule.js';
import { ruleEql } from '../rule/eql.js';

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

/** Prints what is odd about the rule's tables. */
export async function printLint(format: LintFormat, io: Io): Promise<number> {
  const { lintJson, lintText } = await import('../report/lint.js');
  await io.stdout.write(format === 'json' ? lintJson() : lintText());
  return exitCode.clean;
}

import type { RuleFormat } from '../cli.js';
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

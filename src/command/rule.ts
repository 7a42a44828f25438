import { exitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import { ruleJson, ruleText } from '../report/rule.js';

/** Prints the rule. */
export async function printRule(format: 'text' | 'json', io: Io): Promise<number> {
  await io.stdout.write(format === 'json' ? ruleJson() : ruleText());
  return exitCode.clean;
}

import type { Arguments } from '../cli/args.js';
import * as options from '../cli/options.js';
import { UsageError } from '../io/errors.js';
import { ruleJson, ruleText } from '../report/rule.js';
import { ruleEql } from '../rule/eql.js';
import type { Rule } from '../rule/rule.js';

/** The rule, findings about its tables, or its guide. */
export async function rulePage(args: Arguments): Promise<string> {
  const rule = args.get(options.ruleVersion);
  const format = args.get(options.ruleFormat);
  const lint = args.get(options.lint);
  const exceptions = args.get(options.lintExceptions);
  if (!lint && exceptions.length > 0) throw new UsageError('--exceptions requires --lint');
  if (lint || args.get(options.guide)) {
    if (format === 'eql') {
      throw new UsageError(
        `--${lint ? 'lint' : 'guide'} does not support --format eql`,
        'use text or json',
      );
    }
    return lint ? lintReport(rule, exceptions, format) : guideReport(rule, format);
  }
  switch (format) {
    case 'text':
      return ruleText(rule);
    case 'json':
      return ruleJson(rule);
    case 'eql':
      return `${ruleEql(rule)}\n`;
  }
}

async function lintReport(
  { clauses }: Rule,
  exceptionFiles: readonly string[],
  format: 'text' | 'json',
): Promise<string> {
  const { lintRule } = await import('../rule/lint.js');
  const { lintJson, lintText } = await import('../report/lint.js');
  const findings = [...lintRule(clauses)];
  if (exceptionFiles.length > 0) {
    const { readExceptionLists } = await import('../filter/exception-list.js');
    const { lintExceptions } = await import('../filter/exception-lint.js');
    const { active } = readExceptionLists(exceptionFiles, Date.now());
    findings.push(...lintExceptions(active, clauses));
  }
  return format === 'json' ? lintJson(findings) : lintText(findings);
}

async function guideReport({ identity }: Rule, format: 'text' | 'json'): Promise<string> {
  const { guideJson, guideText } = await import('../investigate/report/guide.js');
  return format === 'json' ? guideJson(identity) : guideText(identity);
}

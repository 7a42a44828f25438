import type { Arguments } from '../cli/args.js';
import * as options from '../cli/options.js';
import type { RevisionPair } from '../cli/rule-values.js';
import { UsageError } from '../io/errors.js';
import type { Schema } from '../json/schema.js';
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
  const report = reportOf(rule, args);
  if (args.get(options.schema)) {
    const { schemaText } = await import('../report/schema-parts.js');
    const schema = report?.schema() ?? (await ruleSchemas()).ruleDocumentSchema;
    return schemaText(await schema);
  }
  if (report !== undefined) {
    if (format === 'eql') {
      throw new UsageError(`--${report.option} does not support --format eql`, 'use text or json');
    }
    return report.text(format);
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

/** A report about the rule. */
interface RuleReport {
  /** The option that asks for it. */
  readonly option: string;
  text(format: 'text' | 'json'): Promise<string>;
  /** The schema of the report as JSON. */
  schema(): Promise<Schema>;
}

/** The report that an option asks for instead of the rule itself. */
function reportOf(rule: Rule, args: Arguments): RuleReport | undefined {
  if (args.get(options.lint)) {
    const exceptions = args.get(options.lintExceptions);
    return {
      option: 'lint',
      text: (format) => lintReport(rule, exceptions, format),
      schema: async () => (await ruleSchemas()).lintSchema,
    };
  }
  if (args.get(options.guide)) {
    return {
      option: 'guide',
      text: (format) => guideReport(rule, format),
      schema: async () => (await import('../investigate/report/guide-schema.js')).guideSchema,
    };
  }
  if (args.get(options.versions)) {
    return {
      option: 'versions',
      text: versionsReport,
      schema: async () => (await ruleSchemas()).versionsSchema,
    };
  }
  const pair = args.get(options.diff);
  return (
    pair && {
      option: 'diff',
      text: (format) => differenceReport(pair, format),
      schema: async () => (await ruleSchemas()).differenceSchema,
    }
  );
}

function ruleSchemas(): Promise<typeof import('../report/rule-schema.js')> {
  return import('../report/rule-schema.js');
}

async function versionsReport(format: 'text' | 'json'): Promise<string> {
  const { versionsJson, versionsText } = await import('../report/revisions.js');
  return format === 'json' ? versionsJson() : versionsText();
}

async function differenceReport(
  { from, to }: RevisionPair,
  format: 'text' | 'json',
): Promise<string> {
  const { differenceJson, differenceText } = await import('../report/revisions.js');
  return format === 'json' ? differenceJson(from, to) : differenceText(from, to);
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

import { Chalk, type ChalkInstance } from 'chalk';
import type { Exception } from '../filter/exceptions.js';
import { type BlockRow, eventBlock } from '../report/event-block.js';
import type { Rule } from '../rule/rule.js';
import type { Comparison, Explanation } from './explanation.js';
import type { ExplainReporterFactory } from './reporter.js';
import { tableLines } from './tables.js';
import { leadText, reasons, remarks } from './words.js';

/** Writes each event as a block of text with its verdict and the reasons, then the tables. Text is sanitized. */
export const explainPretty: ExplainReporterFactory = (writer, { color, rule }) => {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const titles: Readonly<Record<Explanation['verdict'], ChalkInstance>> = {
    match: chalk.bold.red,
    excluded: chalk.bold.yellow,
    stopped: chalk.bold,
  };
  return {
    event(document, explanation, exceptions) {
      const rows = verdictRows(explanation, exceptions, rule);
      const block = eventBlock(document, chalk, titles[explanation.verdict], rows);
      return writer.write(`${block}\n\n`);
    },
    finish(_summary, totals) {
      const lines = tableLines(totals, rule);
      return lines.length === 0 ? undefined : writer.write(`${lines.join('\n')}\n`);
    },
  };
};

function becauseRows(explanation: Explanation): BlockRow[] {
  return reasons(explanation).map(([clause, why]) => ['because', `${clause}: ${why}`]);
}

function comparisonRows({ version, explanation, clauses }: Comparison): BlockRow[] {
  return [
    [`in ${version}`, explanation.verdict],
    ...becauseRows(explanation),
    ['differ by', clauses.join(', ')],
  ];
}

function verdictRows(
  explanation: Explanation,
  exceptions: readonly Exception[],
  rule: Rule,
): BlockRow[] {
  const { verdict, lead, comparison } = explanation;
  return [
    ['verdict', verdict],
    ...becauseRows(explanation),
    ...(comparison === undefined ? [] : comparisonRows(comparison)),
    ['lead', lead === undefined ? '' : `${lead.kind}: ${leadText(explanation, rule)}`],
    ...remarks(explanation, exceptions).map((remark): BlockRow => ['note', remark]),
  ];
}

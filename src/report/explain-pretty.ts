import { Chalk, type ChalkInstance } from 'chalk';
import type { Explanation } from '../rule/explanation.js';
import type { ExplainReporterFactory } from './explain-formats.js';
import { tableLines } from './explain-tables.js';
import { reasons, remarks } from './explain-words.js';
import { block, type Row } from './pretty.js';

/** Writes each event as a block for people, with its verdict and why, and the tables at the end. Text is sanitised. */
export const explainPretty: ExplainReporterFactory = (writer, { color }, totals) => {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const titles: Readonly<Record<Explanation['verdict'], ChalkInstance>> = {
    match: chalk.bold.red,
    excluded: chalk.bold.yellow,
    stopped: chalk.bold,
  };
  return {
    explained: (document, explanation) =>
      writer.write(`${block(document, chalk, titles[explanation.verdict], rows(explanation))}\n\n`),
    problem() {},
    finish: () => {
      const lines = tableLines(totals);
      return lines.length === 0
        ? undefined
        : writer.write(lines.map((line) => `${line}\n`).join(''));
    },
  };
};

function rows(explanation: Explanation): readonly Row[] {
  return [
    ['verdict', explanation.verdict],
    ...reasons(explanation).map(([clause, why]): Row => ['because', `${clause}: ${why}`]),
    ...remarks(explanation).map((remark): Row => ['note', remark]),
  ];
}

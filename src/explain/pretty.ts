import { Chalk, type ChalkInstance } from 'chalk';
import type { Exception } from '../filter/exceptions.js';
import { block, type Row } from '../report/pretty.js';
import type { Explanation } from './explanation.js';
import type { ExplainReporterFactory } from './reporter.js';
import { tableLines } from './tables.js';
import { reasons, remarks } from './words.js';

/** Writes each event as a block for people, with its verdict and why, and the tables at the end. Text is sanitised. */
export const explainPretty: ExplainReporterFactory = (writer, { color }, totals) => {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const titles: Readonly<Record<Explanation['verdict'], ChalkInstance>> = {
    match: chalk.bold.red,
    excluded: chalk.bold.yellow,
    stopped: chalk.bold,
  };
  return {
    event(document, explanation, exceptions) {
      const title = titles[explanation.verdict];
      return writer.write(`${block(document, chalk, title, rows(explanation, exceptions))}\n\n`);
    },
    problem() {},
    finish: () => {
      const lines = tableLines(totals);
      return lines.length === 0
        ? undefined
        : writer.write(lines.map((line) => `${line}\n`).join(''));
    },
  };
};

function rows(explanation: Explanation, exceptions: readonly Exception[]): readonly Row[] {
  return [
    ['verdict', explanation.verdict],
    ...reasons(explanation).map(([clause, why]): Row => ['because', `${clause}: ${why}`]),
    ...remarks(explanation, exceptions).map((remark): Row => ['note', remark]),
  ];
}

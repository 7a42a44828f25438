import type { ChalkInstance } from 'chalk';
import { count } from '../../report/units.js';
import { wrapped } from '../../report/wrap.js';
import { listedFindings } from './finding.js';
import { type Answer, citation, type FindingOutline } from './outline.js';
import { plain, value } from './sentence.js';

/** Width of the labels of a finding's lines, in columns. */
const labelWidth = 10;

/** The findings as text, for the first screen: a line each if there are several, then ten lines each. */
export function* glance(
  findings: readonly FindingOutline[],
  chalk: ChalkInstance,
  width: number | undefined,
): Generator<readonly string[]> {
  if (findings.length === 0) return;
  const { rows, blocks, rest } = listedFindings(findings);
  if (findings.length > 1) {
    yield [
      chalk.bold('Overview'),
      ...rows.flatMap((finding) => rowLines(finding, chalk, width)),
      ...(rest === undefined ? [] : [`  ${rest}`]),
      '',
    ];
  }
  for (const finding of blocks) yield blockLines(finding, chalk, width);
}

function rowLines(
  { number, path, host, ran, boot, by, from, alerts }: FindingOutline,
  chalk: ChalkInstance,
  width: number | undefined,
): readonly string[] {
  const before = `  ${`#${number}`.padEnd(4)} `;
  const text = [
    `ran ${answerText(ran, chalk)}`,
    `boot ${answerText(boot, chalk)}`,
    `${plain(host)}  ${plain(value(path))}`,
    `by ${plain(by)}`,
    `from ${plain(from)}`,
    ...(alerts > 0 ? [chalk.yellow(count(alerts, 'alert'))] : []),
  ].join('  ');
  return wrapped(before, text, before.length, width);
}

function answerText({ text, isBad }: Answer, chalk: ChalkInstance): string {
  const padded = text.padEnd(8);
  return isBad ? chalk.red(padded) : padded;
}

function blockLines(
  { number, path, host, time, events, lines }: FindingOutline,
  chalk: ChalkInstance,
  width: number | undefined,
): readonly string[] {
  const before = `#${number}  `;
  const title = `${chalk.bold(plain(value(path)))} on ${plain(host)}, planted ${plain(time)}`;
  return [
    ...wrapped(before, `${title} ${chalk.dim(citation(events))}`, before.length, width),
    ...lines.flatMap(({ label, text, events: shown = [], isMarked }) => {
      const words = isMarked ? chalk.red(plain(text)) : plain(text);
      const cited = citation(shown);
      return wrapped(
        `  ${chalk.dim(label.padEnd(labelWidth))} `,
        cited === '' ? words : `${words} ${chalk.dim(cited)}`,
        labelWidth + 3,
        width,
      );
    }),
    '',
  ];
}

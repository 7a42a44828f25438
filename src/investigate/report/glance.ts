import type { ChalkInstance } from 'chalk';
import { wrapped } from '../../report/wrap.js';
import { listedFindings, type ShownFinding, sameFor } from './finding-list.js';
import { type Answer, type CaseOutline, citation, type OutlineLine } from './outline.js';
import { overviewLines } from './overview.js';
import { plain, value } from './sentence.js';

/** Width of the labels of a finding's lines, in columns. */
const labelWidth = 10;

/** The findings as text, for the first screen: a line each if there are several, then ten lines each, and the key to their signs. */
export function* glance(
  { findings, key }: Pick<CaseOutline, 'findings' | 'key'>,
  chalk: ChalkInstance,
  width: number | undefined,
  isFolded: boolean,
): Generator<readonly string[]> {
  if (findings.length === 0) return;
  const { rows, blocks, rest } = listedFindings(findings, isFolded);
  if (findings.length > 1) {
    yield [
      chalk.bold('Overview'),
      ...overviewLines(rows, chalk, width),
      ...(rest === undefined ? [] : [`  ${rest}`]),
      '',
    ];
  }
  const keyLines = key === undefined ? [] : wrapped('', chalk.dim(plain(key)), 2, width);
  for (const [at, block] of blocks.entries()) {
    const isLast = at === blocks.length - 1;
    yield [...blockLines(block, chalk, width), ...(isLast ? keyLines : []), ''];
  }
}

function blockLines(
  { finding, alike, lines }: ShownFinding,
  chalk: ChalkInstance,
  width: number | undefined,
): readonly string[] {
  const { number, path, host, planted, events } = finding;
  const before = `#${number}  `;
  const title = `${chalk.bold(plain(value(path)))} on ${plain(host)}, ${plain(planted)}`;
  return [
    ...wrapped(before, `${title} ${chalk.dim(citation(events))}`, before.length, width),
    ...lines.flatMap((line) => findingLine(line, chalk, width)),
    ...(alike.length === 0
      ? []
      : wrapped(
          `  ${chalk.dim('SAME FOR'.padEnd(labelWidth))} `,
          sameFor(alike, (path) => plain(value(path))),
          labelWidth + 3,
          width,
        )),
  ];
}

function findingLine(
  { label, text, events = [], isMarked = false, answer }: OutlineLine,
  chalk: ChalkInstance,
  width: number | undefined,
): readonly string[] {
  const words = plain(text);
  const shown =
    answer !== undefined && words.startsWith(answer.text)
      ? `${colored(answer, chalk)}${words.slice(answer.text.length)}`
      : isMarked
        ? (/^(?:ALERTS|ALIKE)$/.test(label) ? chalk.red : chalk.yellow)(words)
        : label === 'WHO'
          ? words.replaceAll('⇒ ROOT', chalk.red('⇒ ROOT'))
          : words;
  const cited = citation(events);
  return wrapped(
    `  ${chalk.dim(label.padEnd(labelWidth))} `,
    cited === '' ? shown : `${shown} ${chalk.dim(cited)}`,
    labelWidth + 3,
    width,
  );
}

/** An answer in the color that it has everywhere: bad news red, an answer that the log does not give yellow. */
function colored({ text, isBad }: Answer, chalk: ChalkInstance): string {
  if (isBad) return chalk.red.bold(text);
  return /^(?:likely|not seen|unknown)$/.test(text) ? chalk.yellow(text) : chalk.green(text);
}

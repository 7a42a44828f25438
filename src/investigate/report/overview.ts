import path from 'node:path';
import type { ChalkInstance } from 'chalk';
import type { ListedFinding } from './finding-list.js';
import type { Answer } from './outline.js';
import { plain, value } from './sentence.js';

/** A column of the overview. Those that are flexible give way to a narrow terminal. */
interface Column {
  readonly title: string;
  readonly isFlexible: boolean;
  readonly textOf: (row: ListedFinding) => string;
  readonly answerOf?: (row: ListedFinding) => Answer;
}

const columns: readonly Column[] = [
  { title: '', isFlexible: false, textOf: ({ finding }) => `#${finding.number}` },
  {
    title: 'RAN',
    isFlexible: false,
    textOf: ({ finding }) => finding.ran.text,
    answerOf: ({ finding }) => finding.ran,
  },
  {
    title: 'BOOT',
    isFlexible: false,
    textOf: ({ finding }) => finding.boot.text,
    answerOf: ({ finding }) => finding.boot,
  },
  {
    title: 'ALERTS',
    isFlexible: false,
    textOf: ({ finding }) => (finding.alerts === 0 ? '-' : String(finding.alerts)),
    answerOf: ({ finding }) => ({ text: '', isBad: finding.alerts > 0 }),
  },
  { title: 'HOSTS', isFlexible: true, textOf: hostsOf },
  { title: 'FILE', isFlexible: true, textOf: filesOf },
  { title: 'BY', isFlexible: true, textOf: ({ finding }) => plain(finding.by) },
  { title: 'FROM', isFlexible: true, textOf: ({ finding }) => plain(finding.from) },
  {
    title: 'HARMLESS?',
    isFlexible: false,
    textOf: ({ finding }) => finding.harmless.text,
    answerOf: ({ finding }) => finding.harmless,
  },
];

/** The host, and with how many it is alike. */
function hostsOf({ finding: { hostName, hostsAlike } }: ListedFinding): string {
  const name = plain(hostName);
  return hostsAlike === 0 ? name : `${hostsAlike + 1}× ${name}`;
}

/** The path, without the directory that nearly all have, with how many it is alike. */
function filesOf({ finding, alike }: ListedFinding): string {
  const directory = path.posix.dirname(finding.path);
  const name = directory === '/etc/init.d' ? path.posix.basename(finding.path) : finding.path;
  const shown = plain(value(name));
  const more = alike.reduce((sum, one) => sum + 1 + one.filesAlike, finding.filesAlike);
  return more === 0 ? shown : `${more + 1}× ${shown}`;
}

/** Of a flexible column, in columns. */
const minWidth = 4;

/** A line for each finding under the titles of the columns, cut to the terminal's width. */
export function overviewLines(
  rows: readonly ListedFinding[],
  chalk: ChalkInstance,
  width: number | undefined,
): readonly string[] {
  const cells = rows.map((row) => columns.map(({ textOf }) => textOf(row)));
  const gap = width === undefined || width >= 100 ? 2 : 1;
  const widths = widthsOf(cells, width === undefined ? undefined : width - 2, gap);
  const titles = columns.map(({ title }, at) => fitted(title, widths[at] ?? 0));
  return [
    chalk.dim(`  ${titles.join(' '.repeat(gap))}`.trimEnd()),
    ...rows.map((row, index) => {
      const line = columns.map(({ answerOf }, at) => {
        const text = fitted(cells[index]?.[at] ?? '', widths[at] ?? 0);
        return answerOf?.(row).isBad ? chalk.red(text) : text;
      });
      return `  ${line.join(' '.repeat(gap))}`.trimEnd();
    }),
  ];
}

/** The widths of the columns: as wide as their texts, and in a narrow terminal the widest ones narrower. */
function widthsOf(
  cells: readonly (readonly string[])[],
  room: number | undefined,
  gap: number,
): readonly number[] {
  const widths = columns.map(({ title }, at) =>
    Math.max(title.length, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  if (room === undefined) return widths;
  const total = (): number => widths.reduce((sum, width) => sum + width + gap, -gap);
  while (total() > room) {
    const widest = columns.reduce(
      (best, { isFlexible }, at) =>
        isFlexible && (widths[at] ?? 0) > (widths[best] ?? 0) ? at : best,
      columns.findIndex(({ isFlexible }) => isFlexible),
    );
    const before = widths[widest] ?? 0;
    if (before <= minWidth) break;
    widths[widest] = before - 1;
  }
  return widths;
}

function fitted(text: string, width: number): string {
  return (text.length <= width ? text : `${text.slice(0, width - 1)}…`).padEnd(width);
}

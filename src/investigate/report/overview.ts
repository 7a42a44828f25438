import path from 'node:path';
import type { ChalkInstance } from 'chalk';
import type { ListedFinding } from './finding-list.js';
import type { Answer } from './outline.js';
import { plain, value } from './sentence.js';

/** A column of the overview. */
interface Column {
  readonly title: string;
  /** How narrow it becomes before others are cut further; undefined if it is never cut. */
  readonly min?: number;
  readonly textOf: (row: ListedFinding) => string;
  readonly answerOf?: (row: ListedFinding) => Answer;
}

const allColumns: readonly Column[] = [
  { title: '', textOf: ({ finding }) => `#${finding.number}` },
  {
    title: 'RAN',
    textOf: ({ finding }) => finding.ran.text,
    answerOf: ({ finding }) => finding.ran,
  },
  {
    title: 'BOOT',
    textOf: ({ finding }) => finding.boot.text,
    answerOf: ({ finding }) => finding.boot,
  },
  {
    title: 'ALERTS',
    textOf: ({ finding }) => (finding.alerts === 0 ? '-' : String(finding.alerts)),
    answerOf: ({ finding }) => ({ text: '', isBad: finding.alerts > 0 }),
  },
  { title: 'HOSTS', min: 9, textOf: hostsOf },
  { title: 'FILE', min: 9, textOf: filesOf },
  { title: 'BY', min: 6, textOf: ({ finding }) => plain(finding.by) },
  { title: 'FROM', min: 23, textOf: ({ finding }) => plain(finding.origin) },
  {
    title: 'HARMLESS?',
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

/** Whether a row is about several files or hosts, and names the first. */
function isOfSeveral({ finding, alike }: ListedFinding): boolean {
  return finding.hostsAlike > 0 || finding.filesAlike > 0 || alike.length > 0;
}

/** What a terminal narrower than this has no room for: the findings say it, too. */
const wide = 72;
const onlyInWide: ReadonlySet<string> = new Set(['BY', 'HARMLESS?']);

function columnsFor(width: number | undefined): readonly Column[] {
  return width === undefined || width >= wide
    ? allColumns
    : allColumns.filter(({ title }) => !onlyInWide.has(title));
}

/** Columns of a column that is cut, in the narrowest terminal. */
const minWidth = 4;

/** A line for each finding under the titles of the columns, cut to the terminal's width. */
export function overviewLines(
  rows: readonly ListedFinding[],
  chalk: ChalkInstance,
  width: number | undefined,
): readonly string[] {
  const columns = columnsFor(width);
  const cells = rows.map((row) => columns.map(({ textOf }) => textOf(row)));
  const gap = width === undefined || width >= 100 ? 2 : 1;
  const widths = widthsOf(columns, cells, width === undefined ? undefined : width - 2, gap);
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
    ...(rows.some(isOfSeveral)
      ? [chalk.dim('  N× name: N that are alike, of which it is one')]
      : []),
  ];
}

/** The widths of the columns: as wide as their texts, and narrower in a narrow terminal. */
function widthsOf(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  room: number | undefined,
  gap: number,
): readonly number[] {
  const widths = columns.map(({ title }, at) =>
    Math.max(title.length, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  if (room === undefined) return widths;
  let excess = widths.reduce((sum, width) => sum + width + gap, -gap) - room;
  for (const isLast of [false, true]) {
    const spare = (at: number): number => {
      const { min } = columns[at] ?? {};
      return min === undefined ? 0 : (widths[at] ?? 0) - (isLast ? minWidth : min);
    };
    while (excess > 0) {
      const at = columns.reduce((best, _, other) => (spare(other) > spare(best) ? other : best), 0);
      if (spare(at) <= 0) break;
      widths[at] = (widths[at] ?? 0) - 1;
      excess -= 1;
    }
  }
  return widths;
}

function fitted(text: string, width: number): string {
  return (text.length <= width ? text : `${text.slice(0, width - 1)}…`).padEnd(width);
}

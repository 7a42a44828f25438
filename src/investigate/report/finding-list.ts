import { count } from '../../report/units.js';
import type { FindingOutline, OutlineLine } from './outline.js';
import { plain, words } from './sentence.js';

/** Findings that the overview lists, and findings of which it shows ten lines each. */
const maxRows = 40;
const maxBlocks = 20;

/** The same in a folded report: an overview fits on a screen. */
const maxFoldedRows = 20;
const maxFoldedBlocks = 8;

/** Findings that say the same that are named. */
const maxSame = 30;

/** Lines that answer first what anyone asks: no finding refers to another one for them. */
const ownLines: ReadonlySet<string> = new Set(['ESCAPE', 'WHAT', 'ALIKE', 'BOOT', 'RAN']);

/** A finding whose lines are shown. */
export interface ShownFinding extends ListedFinding {
  readonly lines: readonly OutlineLine[];
}

/** A finding, and those that say the same, their paths and times aside. */
export interface ListedFinding {
  readonly finding: FindingOutline;
  readonly alike: readonly FindingOutline[];
}

/** What of the findings fits into an overview. */
export function listedFindings(
  findings: readonly FindingOutline[],
  isFolded: boolean,
): {
  readonly rows: readonly ListedFinding[];
  readonly blocks: readonly ShownFinding[];
  /** Names the number of findings that are not listed; undefined if all are. */
  readonly rest: string | undefined;
} {
  const groups = isFolded
    ? groupsOf(findings)
    : findings.map((finding) => ({ finding, alike: [] }));
  const rows = groups.slice(0, isFolded ? maxFoldedRows : maxRows);
  const more = groups.length - rows.length;
  const how = isFolded ? '--parts all, --host or --path' : 'in the same order below';
  return {
    rows,
    blocks: isFolded
      ? withReferences(groups.slice(0, maxFoldedBlocks))
      : groups.slice(0, maxBlocks).map((group) => ({ ...group, lines: group.finding.lines })),
    rest: more > 0 ? `${count(more, 'more finding')}, ${how}` : undefined,
  };
}

/** The findings with the lines that an earlier one of the same host does not have. */
function withReferences(groups: readonly ListedFinding[]): readonly ShownFinding[] {
  return groups.map((group, at) => {
    const { lines, host } = group.finding;
    const earlier = groups
      .slice(0, at)
      .map(({ finding }) => finding)
      .filter((other) => plain(other.host) === plain(host));
    const same = earlier.map((other) => ({ other, lines: linesIn(lines, other) }));
    const [most] = same.toSorted((one, two) => two.lines.length - one.lines.length);
    if (most === undefined || most.lines.length === 0) return { ...group, lines };
    const labels = [...new Set(most.lines.map(({ label }) => label))];
    const reference = {
      label: `AS IN #${most.other.number}`,
      text: words(labels.join(', ')),
    };
    return { ...group, lines: [...lines.filter((line) => !most.lines.includes(line)), reference] };
  });
}

/** The lines that another finding has too. If one of several lines of a kind differs, none of them is. */
function linesIn(lines: readonly OutlineLine[], other: FindingOutline): readonly OutlineLine[] {
  const textOf = (some: readonly OutlineLine[], label: string): string =>
    some.flatMap((line) => (line.label === label ? plain(line.text) : [])).join('\n');
  return lines.filter(
    ({ label }) => !ownLines.has(label) && textOf(lines, label) === textOf(other.lines, label),
  );
}

/** The findings that say the same, by number and path; if there are many, the first of them. */
export function sameFor(alike: readonly FindingOutline[], guard: (path: string) => string): string {
  const names = alike.slice(0, maxSame).map(({ number, path }) => `#${number} ${guard(path)}`);
  const more = alike.length - names.length;
  return [...names, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

function groupsOf(findings: readonly FindingOutline[]): readonly ListedFinding[] {
  const groups = new Map<string, { finding: FindingOutline; alike: FindingOutline[] }>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { finding, alike: [] });
    else known.alike.push(finding);
  }
  return [...groups.values()];
}

function keyOf({ path, host, lines }: FindingOutline): string {
  const texts = lines.map(({ label, text }) => `${label} ${plain(text)}`);
  // Times to the second, as the lines write them.
  const text = texts.join('\n').replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, '');
  return `${plain(host)}\n${text.replaceAll(plain([{ value: path }]), '')}`;
}

import type { SkipReason, SpecialFile } from '../input/input.js';
import { type SkippedFile, type SkippedFiles, skippedTotal } from '../scan/skipped-files.js';
import { foreignFormats } from './foreign-formats.js';
import { sanitize } from './sanitize.js';
import { count } from './units.js';

/** Files of a reason that are named on stderr; the rest are counted. */
const maxNamed = 3;

/** How files that were skipped for a reason are counted, in the order in which reasons are listed. */
const headings: Readonly<Record<SkipReason, (files: number) => string>> = {
  'not-logs': (files) => `skipped ${count(files, 'file')} without documents`,
  'no-endpoint-events': (files) => `skipped ${count(files, 'file')} without endpoint events`,
  'directory-link': (files) =>
    `skipped ${count(files, 'link to a directory', 'links to directories')}`,
  'special-file': (files) => `skipped ${count(files, 'special file')}`,
  'own-output': (files) => `skipped ${count(files, 'output of this run', 'outputs of this run')}`,
  'same-file': (files) => `not read again: ${count(files, 'file')} already read`,
  excluded: (files) => `skipped ${count(files, 'file')} by --include and --exclude`,
};

/** All reasons, in the order in which they are listed. */
export const skipReasons: readonly SkipReason[] = Object.keys(headings) as SkipReason[];

/** The reasons in the last line of the summary. A file that was read under another name is not missing. */
const endings: Readonly<
  Record<Exclude<SkipReason, 'same-file'>, readonly [one: string, many: string]>
> = {
  'not-logs': ['not a log', 'not logs'],
  'no-endpoint-events': ['no endpoint events', 'no endpoint events'],
  'directory-link': ['link to a directory', 'links to directories'],
  'special-file': ['special file', 'special files'],
  'own-output': ['output of this run', 'outputs of this run'],
  excluded: ['excluded', 'excluded'],
};

const specialFiles: Readonly<Record<SpecialFile, string>> = {
  socket: 'a socket',
  pipe: 'a named pipe',
  'character-device': 'a character device',
  'block-device': 'a block device',
};

/** The skipped files for people, a line for each reason. */
export function skippedLines(skipped: SkippedFiles): string[] {
  return skipReasons.flatMap((reason) => {
    const total = skipped.counts[reason] ?? 0;
    if (total === 0) return [];
    const named = skipped.listed
      .filter((file) => file.reason === reason)
      .slice(0, maxNamed)
      .map(nameWithDetail);
    if (named.length > 0 && total > named.length) named.push(`and ${total - named.length} more`);
    return [`${headings[reason](total)}${named.length === 0 ? '' : `: ${named.join(', ')}`}`];
  });
}

/** What was skipped, for the end of a sentence: `3 files skipped: 2 not logs, 1 excluded`. Empty if nothing is missing. */
export function skippedPhrase(skipped: SkippedFiles): string {
  const parts = Object.entries(endings)
    .map(([reason, [one, many]]) => {
      const files = skipped.counts[reason as SkipReason] ?? 0;
      return { files, words: files === 1 ? one : many };
    })
    .filter(({ files }) => files > 0);
  const total = skippedTotal(skipped) - (skipped.counts['same-file'] ?? 0);
  if (total === 0) return '';
  const [only] = parts;
  const reasons =
    parts.length === 1 && only !== undefined
      ? only.words
      : parts.map(({ words, files }) => `${files} ${words}`).join(', ');
  return `${count(total, 'file')} skipped: ${reasons}`;
}

/** Why a file was skipped, as part of a sentence. Text from inputs is not sanitized. */
export function describeSkipped({ reason, what }: SkippedFile): string {
  const detail = what === undefined ? '' : ` (${formatText(what)})`;
  switch (reason) {
    case 'excluded':
      return '--include or --exclude does not select it';
    case 'directory-link':
      return 'a link to a directory; name it to scan it';
    case 'special-file':
      return `${specialFiles[what as SpecialFile]}; name it to scan it`;
    case 'same-file':
      return what === undefined ? 'already read' : `already read as ${what}`;
    case 'own-output':
      return 'this run writes to it';
    case 'not-logs':
      return `it contains no documents${detail}`;
    case 'no-endpoint-events':
      return `it contains no endpoint events${detail}`;
  }
}

/** How many files grew, and what that means. */
export function grownPhrase(files: number): string {
  return files === 1
    ? '1 file grew during the scan and was read to the size it had at the start'
    : `${files} files grew during the scan and were read to the size they had at the start`;
}

function nameWithDetail({ name, reason, what }: SkippedFile): string {
  const safe = sanitize(name);
  if (what === undefined) return safe;
  if (reason === 'same-file') return `${safe} (same file as ${sanitize(what)})`;
  if (reason === 'special-file') return `${safe} (${specialFiles[what as SpecialFile]})`;
  return `${safe} (${sanitize(formatText(what))})`;
}

/** What a file is, by the id of its format if it is one. */
function formatText(what: string): string {
  const names: Readonly<Record<string, { readonly name: string }>> = foreignFormats;
  return Object.hasOwn(names, what) ? (names[what]?.name ?? what) : what;
}

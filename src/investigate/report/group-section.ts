import { count } from '../../report/units.js';
import type {
  CaseScope,
  FileDeviation,
  FileGroup,
  FileSign,
  LeftOut,
  LeftOutFile,
  Limits,
} from '../file-groups.js';
import type { OutlineLine, OutlineSection } from './outline.js';
import {
  commaSeparated,
  type Labels,
  type Sentence,
  say,
  timeSentence,
  value,
  words,
} from './sentence.js';

export const signLabels: Labels<FileSign> = {
  ran: 'ran',
  enabled: 'enabled',
  executable: 'executable',
  alert: 'alert about it or its session',
  'odd-writer': 'writer in an unusual location',
};

export const differenceLabels: Labels<FileDeviation['differs'][number]> = {
  contents: 'contents',
  'contents-unknown': 'contents, which the log does not show for both',
  writer: 'writer',
  session: 'session',
  user: 'user',
  ...signLabels,
};

/** Maximum number of hosts, paths and files that a list names. */
const maxNamed = 50;

/** The same in a line of a folded report, and its lines. */
const maxNamedFolded = 4;
const maxGroups = 3;

/** Columns for the names on a line. */
const nameColumns = 56;

/** The files that are like one, where the first of them is described. */
export function groupSection(group: FileGroup): OutlineSection {
  const { files, hosts, deviations } = group;
  const paths = [...new Set(files.map(({ path }) => path))];
  const missing = files.filter(({ host }) => host === undefined).length;
  return {
    title: 'Alike',
    answer: groupAnswer(group),
    lines: [
      ...(hosts.length > 1 ? nameLines('hosts', hosts) : []),
      ...(paths.length > 1 ? nameLines('paths', paths) : []),
      ...(missing > 0 ? [{ label: 'left out', text: say`${missing} of them` }] : []),
      ...deviations.map((deviation, at) => ({
        label: at === 0 ? 'differs' : '',
        text: deviationSentence(deviation),
        events: deviation.events,
        isMarked: true,
      })),
    ],
  };
}

/** A later file of a group whose first one is described elsewhere. */
export function sameGroupSection({ path, hosts, files }: FileGroup): OutlineSection {
  const first = files[0]?.hostName ?? hosts[0] ?? '';
  return { title: 'Alike', answer: say`${path} on ${first}`, lines: [] };
}

function groupAnswer({ files, hosts, signs }: FileGroup): Sentence {
  const where = `${count(files.length, 'file')} on ${count(hosts.length, 'host')}`;
  const fates: readonly FileSign[] = ['ran', 'enabled', 'executable'];
  const shown = fates.filter((sign) => signs.includes(sign));
  const fate =
    shown.length === 0
      ? 'none is shown to be executable or enabled, or to have run'
      : `each ${shown.map((sign) => fateWords[sign]).join(', ')}`;
  return words(`${where}, ${fate}`);
}

const fateWords: Readonly<Partial<Record<FileSign, string>>> = {
  ran: 'ran',
  enabled: 'was enabled',
  executable: 'was executable',
};

/** @param usual the path of the files that it deviates from: one of the same path is named by its host. */
export function deviationSentence(
  { path, hostName, differs }: FileDeviation,
  usual?: string | undefined,
): Sentence {
  const names = differs.map((name) => differenceLabels[name]).join(', ');
  const file = path === usual ? value(hostName) : say`${path} on ${hostName}`;
  return say`${file}${words(names === '' ? '' : ` in ${names}`)}`;
}

/** Names in lines of several, the first {@link maxNamed} and the number of the others. */
export function nameLines(label: string, names: readonly string[]): readonly OutlineLine[] {
  const lines: string[][] = [];
  let columns = 0;
  for (const name of names.slice(0, maxNamed)) {
    const line = lines.at(-1);
    columns += name.length + 2;
    if (line === undefined || columns > nameColumns) {
      lines.push([name]);
      columns = name.length + 2;
    } else line.push(name);
  }
  const rest = names.length - maxNamed;
  const texts = lines.map((line) => commaSeparated(line.map(value)));
  if (rest > 0) texts.push(words(`and ${rest} more`));
  return texts.map((text, at) => ({ label: at === 0 ? label : '', text }));
}

/** The files that a case leaves out. */
export function leftOutSection(
  { files, matchesNotNamed }: LeftOut,
  { hosts: maxHosts, filesPerHost, files: maxFiles }: Limits,
  isFolded: boolean,
): OutlineSection | undefined {
  if (files.length === 0 && matchesNotNamed === 0) return undefined;
  const hosts = new Set(files.map(({ host }) => host)).size;
  const rest = isFolded ? 0 : files.length - maxNamed;
  const more = [
    rest > 0 ? `and ${rest} more; the json format lists them` : '',
    matchesNotNamed > 0
      ? `and ${count(matchesNotNamed, 'match', 'matches')} of files that are not named`
      : '',
  ].filter(Boolean);
  const limits = isFolded
    ? ` (it covers at most ${maxHosts} hosts, ${filesPerHost} files per host and ${maxFiles} files; the json format lists all)`
    : '';
  return {
    title: 'Left out of this case',
    answer: words(`${count(files.length, 'file')} on ${count(hosts, 'host')}${limits}`),
    lines: [
      ...(isFolded
        ? foldedNames(files)
        : files
            .slice(0, maxNamed)
            .map(
              ({ host, path, first, matches }) =>
                say`${host}: ${path}, ${timeSentence(first)}${words(matches > 1 ? `, ${matches} matches` : '')}`,
            )),
      ...more.map(words),
    ].map((text) => ({ label: '', text })),
  };
}

/** Files on the same hosts, or the hosts of the same files, in a line each. */
function foldedNames(files: readonly LeftOutFile[]): readonly Sentence[] {
  const byHost = groupedBy(
    files,
    ({ host }) => host,
    ({ path }) => path,
  );
  const byPath = groupedBy(
    files,
    ({ path }) => path,
    ({ host }) => host,
  );
  const isByPath = byPath.size < byHost.size;
  const groups = [...(isByPath ? byPath : byHost)];
  const lines = groups.slice(0, maxGroups).map(([key, names]) => {
    const shown = commaSeparated(names.slice(0, maxNamedFolded).map(value));
    const more = names.length - maxNamedFolded;
    const rest = words(more > 0 ? ` and ${more} more` : '');
    return say`${key}${words(isByPath ? ' on ' : ': ')}${shown}${rest}`;
  });
  const more = groups.length - lines.length;
  return more > 0 ? [...lines, words(`and ${more} more ${isByPath ? 'paths' : 'hosts'}`)] : lines;
}

function groupedBy(
  files: readonly LeftOutFile[],
  keyOf: (file: LeftOutFile) => string,
  nameOf: (file: LeftOutFile) => string,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const key = keyOf(file);
    groups.set(key, [...(groups.get(key) ?? []), nameOf(file)]);
  }
  return groups;
}

/** The line for stderr about what a case leaves out; none if that is nothing. */
export function leftOutLines({ files, matchesNotNamed }: LeftOut): readonly string[] {
  const hosts = new Set(files.map(({ host }) => host)).size;
  const parts = [
    files.length > 0 ? `${count(files.length, 'file')} on ${count(hosts, 'host')}` : '',
    matchesNotNamed > 0
      ? `${count(matchesNotNamed, 'match', 'matches')} of files that it cannot name`
      : '',
  ].filter(Boolean);
  return parts.length === 0 ? [] : [`the case leaves out ${parts.join(' and ')}`];
}

/** The line for stderr about what a case was not asked for; none if it is about everything. */
export function scopeLines(scope: CaseScope | undefined): readonly string[] {
  if (scope === undefined) return [];
  const outside = count(scope.matchesOutside, 'match or lead', 'matches and leads');
  return [`the case leaves out ${outside} of other hosts and paths (--host, --path)`];
}

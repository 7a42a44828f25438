import { createHash } from 'node:crypto';
import { type FileTraits, traitsOf, withoutNumbers } from './alike.js';
import { unusualLocations } from './analysis/chain-link.js';
import { compare, type MatchRecord } from './event-record.js';
import type { FileSign } from './file-groups.js';
import { creatorKey, type PlantedHost } from './planted-files.js';

/** Maximum number of hosts, of files per host, and of files in a case. */
export const maxHosts = 100;
export const maxFiles = 50;
export const maxCaseFiles = 500;

/** Minimum number of hosts for a majority of them to mean anything. */
const minHosts = 3;

/** A file that may be in a case, without its matches. */
export interface Candidate {
  /** The key of its host. */
  readonly host: string;
  readonly hostName: string;
  readonly path: string;
  readonly first?: string | undefined;
  readonly milliseconds: number;
  readonly traits: FileTraits;
  /** Identifies the process that wrote it first. */
  readonly writer: string;
  readonly signs: ReadonlySet<FileSign>;
  /** Whether it is still there and runs, once the case is known: lower is worse. */
  readonly standing?: number | undefined;
  /** Whether it is only about leads. */
  readonly isLead: boolean;
  /** Whether a session from another host wrote it. */
  readonly isRemote: boolean;
}

/** The signs by which files are alike or not. Alerts may concern anything on the host. */
const telling: readonly FileSign[] = ['ran', 'enabled', 'executable', 'odd-writer'];

/** The signs by which files are ranked, the most important first. */
const ranking: readonly FileSign[] = ['ran', 'enabled', 'executable', 'alert', 'odd-writer'];

/** @param signsOf what the log shows about the file, besides what its matches do. */
export function candidatesOf(
  hosts: readonly PlantedHost[],
  signsOf: (host: string, path: string) => Iterable<FileSign>,
): readonly Candidate[] {
  return hosts.flatMap(({ key, files }) =>
    [...files].map(([path, { matches }]) => candidateOf(path, matches, signsOf(key, path))),
  );
}

function candidateOf(
  path: string,
  matches: readonly MatchRecord[],
  signs: Iterable<FileSign>,
): Candidate {
  const first = matches[0] as MatchRecord;
  const { host, time, milliseconds = Infinity } = first.event;
  const isOdd = matches.some(({ event }) =>
    [event.process, event.parent].some((process) => unusualLocations(process).length > 0),
  );
  return {
    host: first.host,
    hostName: host.name ?? host.id ?? '',
    path,
    first: time,
    milliseconds,
    traits: traitsOf(matches),
    writer: creatorKey(first),
    signs: new Set([...signs, ...(isOdd ? (['odd-writer'] as const) : [])]),
    isLead: matches.every(({ lead }) => lead !== undefined),
    isRemote: matches.some(({ event }) => event.entryAddress !== undefined),
  };
}

/** The signs of a candidate that say whether it is like another. */
export function tellingSigns({ signs }: Pick<Candidate, 'signs'>): readonly FileSign[] {
  return telling.filter((sign) => signs.has(sign));
}

/**
 * Divides files into groups of those that are alike: with the same contents, writer, session, user and signs, and of the
 * same name apart from numbers or by the same process.
 */
export function groupsOf(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const groups = new Set<Candidate[]>();
  const groupOfName = new Map<string, Candidate[]>();
  for (const [alike, members] of groupedBy(candidates, alikeKey)) {
    // All files of a process are one group, and so are all of these groups that share a name.
    const nameOf = ({ path }: Candidate): string => `${alike} ${withoutNumbers(path)}`;
    for (const some of groupedBy(members, ({ host, writer }) => `${host} ${writer}`).values()) {
      const names = new Set(some.map(nameOf));
      const known = new Set([...names].map((name) => groupOfName.get(name)));
      const [target = [], ...others] = [...known].filter((group) => group !== undefined);
      for (const other of others) {
        target.push(...other);
        for (const name of new Set(other.map(nameOf))) groupOfName.set(name, target);
        groups.delete(other);
      }
      target.push(...some);
      groups.add(target);
      for (const name of names) groupOfName.set(name, target);
    }
  }
  return [...groups];
}

function alikeKey(candidate: Candidate): string {
  return JSON.stringify([candidate.traits, candidate.isLead, tellingSigns(candidate)]);
}

function groupedBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/**
 * Ranks files by what the log shows: matches before leads, those that most hosts have last, then by what became of them,
 * by {@link ranking}, remote sessions, and rarity.
 *
 * @returns for each file, numbers to compare one by one; lower is more important.
 */
export function ranksOf(
  groups: readonly (readonly Candidate[])[],
): ReadonlyMap<Candidate, readonly number[]> {
  const hosts = new Set(groups.flat().map(({ host }) => host)).size;
  return new Map(
    groups.flatMap((group) => {
      const having = new Set(group.map(({ host }) => host)).size;
      const isCommon = having >= minHosts && having * 2 > hosts;
      return group.map((candidate) => [
        candidate,
        [
          Number(candidate.isLead),
          Number(isCommon),
          candidate.standing ?? 0,
          ...ranking.map((sign) => Number(!candidate.signs.has(sign))),
          Number(!candidate.isRemote),
          group.length,
        ],
      ]);
    }),
  );
}

export function compareRanks(one: readonly number[], other: readonly number[]): number {
  for (const [at, number] of one.entries()) {
    const against = other[at] ?? 0;
    if (number !== against) return number - against;
  }
  return 0;
}

/**
 * Chooses the files of a case: the most important file of each group, then the others, by their ranks. Among equals the
 * digests of their hosts and paths decide, so that nobody can choose.
 */
export function selectFiles(candidates: readonly Candidate[]): ReadonlySet<Candidate> {
  const groups = groupsOf(candidates);
  const ranks = ranksOf(groups);
  const digests = new Map(candidates.map((candidate) => [candidate, digestOf(candidate)]));
  const order = (one: Candidate, other: Candidate): number =>
    compareRanks(ranks.get(one) ?? [], ranks.get(other) ?? []) ||
    compare(digests.get(one) ?? '', digests.get(other) ?? '');
  const sorted = groups.map((group) => group.toSorted(order));
  const firsts = sorted.flatMap((group) => group.slice(0, 1)).sort(order);
  const rest = sorted.flatMap((group) => group.slice(1)).sort(order);
  const selected = new Set<Candidate>();
  const filesOf = new Map<string, number>();
  for (const candidate of [...firsts, ...rest]) {
    const files = filesOf.get(candidate.host) ?? 0;
    const fits = files > 0 ? files < maxFiles : filesOf.size < maxHosts;
    if (!fits || selected.size >= maxCaseFiles) continue;
    filesOf.set(candidate.host, files + 1);
    selected.add(candidate);
  }
  return selected;
}

/** Whether there are more files than a case can contain. */
export function isOverLimits(hosts: readonly PlantedHost[]): boolean {
  const files = hosts.reduce((sum, host) => sum + host.files.size, 0);
  return (
    hosts.length > maxHosts ||
    files > maxCaseFiles ||
    hosts.some((host) => host.files.size > maxFiles)
  );
}

function digestOf({ host, path }: Candidate): string {
  return createHash('sha256')
    .update(JSON.stringify([host, path]))
    .digest('hex');
}

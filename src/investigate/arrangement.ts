import { type Candidate, compareRanks, groupsOf, ranksOf, tellingSigns } from './candidates.js';
import type { HostCase, PlantedFile } from './case.js';
import { compare, type EventRecord } from './event-record.js';
import type { FileDeviation, FileGroup, FileSign } from './file-groups.js';

/** Maximum number of deviations that a group lists: the most important ones. */
const maxDeviations = 50;

/** A host of the case with its key. */
interface KeyedHost {
  readonly key: string;
  readonly found: HostCase<EventRecord>;
}

/** A file and where it is in the case, unless it is left out. */
interface PlacedFile {
  readonly candidate: Candidate;
  readonly rank: readonly number[];
  readonly host: number | undefined;
  readonly file: PlantedFile<EventRecord> | undefined;
}

/** Puts hosts and files in the order of their importance, and finds those that are alike. */
export function arrange(
  hosts: readonly KeyedHost[],
  candidates: readonly Candidate[],
): { readonly ordered: readonly KeyedHost[]; readonly groups: readonly FileGroup<EventRecord>[] } {
  const found = new Map(hosts.map(({ key, found }) => [key, found]));
  const judged = candidates.map((candidate) => withSigns(candidate, found.get(candidate.host)));
  const groups = groupsOf(judged);
  const ranks = ranksOf(groups);
  const rankOf = new Map(judged.map((one) => [fileKey(one.host, one.path), ranks.get(one) ?? []]));
  const ordered = orderHosts(hosts, (key, path) => rankOf.get(fileKey(key, path)) ?? []);
  const order = new Map(ordered.map(({ key }, at) => [key, at]));
  const place = (candidate: Candidate): PlacedFile => {
    const host = order.get(candidate.host);
    const file = fileIn(ordered[host ?? -1]?.found, candidate.path);
    const rank = ranks.get(candidate) ?? [];
    return { candidate, rank, host: file && host, file };
  };
  const placed = groups.map((group) => group.map(place).sort(inOrder));
  const byPath = new Map<string, PlacedFile[]>();
  for (const file of placed.flat()) {
    const { path } = file.candidate;
    byPath.set(path, [...(byPath.get(path) ?? []), file]);
  }
  return {
    ordered,
    groups: placed
      .filter((group) => group.length > 1)
      .flatMap((group) => fileGroup(group, byPath) ?? [])
      .sort((one, other) => inOrder(one.first, other.first))
      .map(({ group }) => group),
  };
}

/** Hosts and their files, the most important first; hosts that are alike by name, files by the time of their first match. */
function orderHosts(
  hosts: readonly KeyedHost[],
  rankOf: (key: string, path: string) => readonly number[],
): readonly KeyedHost[] {
  return hosts
    .map(({ key, found }) => {
      const files = found.files
        .map((file) => ({ file, rank: rankOf(key, file.path) }))
        .sort((one, other) => compareRanks(one.rank, other.rank));
      const ordered = { ...found, files: files.map(({ file }) => file) };
      return { key, found: ordered, rank: files[0]?.rank ?? [] };
    })
    .sort((one, other) => compareRanks(one.rank, other.rank))
    .map(({ key, found }) => ({ key, found }));
}

/** A candidate with the signs that the case has found, if it contains it. */
function withSigns(candidate: Candidate, host: HostCase<EventRecord> | undefined): Candidate {
  const file = fileIn(host, candidate.path);
  if (host === undefined || file === undefined) return candidate;
  const { execution, boot } = file;
  const has = (reasons: ReadonlySet<string>): boolean =>
    boot.reasons.some(({ reason }) => reasons.has(reason));
  const isAlerted = host.surroundings.some(
    ({ what, relation }) => what === 'alert' && (relation === 'lineage' || relation === 'script'),
  );
  const signs: readonly (readonly [FileSign, boolean])[] = [
    ['ran', execution.answer === 'ran'],
    ['enabled', has(enablingReasons)],
    ['executable', has(executableReasons)],
    ['alert', isAlerted],
    ['odd-writer', candidate.signs.has('odd-writer')],
  ];
  return {
    ...candidate,
    standing: standingOf(file),
    signs: new Set(signs.filter(([, isShown]) => isShown).map(([sign]) => sign)),
  };
}

/** What is there and has run, what will run, what ran but is gone, then the rest: what is there before what is not. */
function standingOf({
  boot,
  execution,
}: Pick<PlantedFile<EventRecord>, 'boot' | 'execution'>): number {
  const isGone = boot.answer !== 'yes' && boot.reasons.some(({ reason }) => reason === 'deleted');
  const hasRun = execution.answer === 'ran';
  if (hasRun) return isGone ? 2 : 0;
  if (boot.answer === 'yes') return 1;
  return isGone ? 4 : 3;
}

const enablingReasons: ReadonlySet<string> = new Set(['enabled', 'start-link', 'target-wants']);

const executableReasons: ReadonlySet<string> = new Set(['executable', 'unit-generated']);

function fileIn(
  host: HostCase<EventRecord> | undefined,
  path: string,
): PlantedFile<EventRecord> | undefined {
  return host?.files.find((file) => file.path === path);
}

/** @returns undefined if the case contains none of the files. */
function fileGroup(
  members: readonly PlacedFile[],
  byPath: ReadonlyMap<string, readonly PlacedFile[]>,
): { readonly first: PlacedFile; readonly group: FileGroup<EventRecord> } | undefined {
  const [first] = members;
  const events = members.flatMap(({ file }) => file?.events.slice(0, 1) ?? []);
  if (first === undefined || events.length === 0) return undefined;
  const own = new Set(members);
  const paths = new Set(members.map(({ candidate }) => candidate.path));
  const deviating = [...paths]
    .flatMap((path) => byPath.get(path) ?? [])
    .filter((file) => !own.has(file))
    .sort(inOrder);
  const hosts = new Map(members.map(({ candidate }) => [candidate.host, candidate.hostName]));
  const group: FileGroup<EventRecord> = {
    path: first.candidate.path,
    hosts: [...hosts.values()],
    files: members.map(groupedFile),
    signs: tellingSigns(first.candidate),
    deviations: deviating.slice(0, maxDeviations).flatMap((file) => deviationOf(file, first)),
    events,
  };
  return { first, group };
}

function groupedFile({ candidate: { hostName, path }, host }: PlacedFile): FileGroup['files'][0] {
  return { hostName, path, host };
}

/** In what a file differs from those of a group. None if the case leaves it out: then it is listed elsewhere. */
function deviationOf(
  deviating: PlacedFile,
  { candidate: usual }: PlacedFile,
): readonly FileDeviation<EventRecord>[] {
  const { candidate, file } = deviating;
  if (file === undefined) return [];
  const { traits } = candidate;
  const signs = tellingSigns(candidate);
  const usualSigns = new Set(tellingSigns(usual));
  const traitNames = ['writer', 'session', 'user'] as const;
  const differs = [
    ...differentContents(traits.contents, usual.traits.contents),
    ...traitNames.filter((name) => traits[name] !== usual.traits[name]),
    ...signs.filter((sign) => !usualSigns.has(sign)),
    ...[...usualSigns].filter((sign) => !signs.includes(sign)),
  ];
  return [{ ...groupedFile(deviating), differs, events: file.events }];
}

/** Whether contents differ, or cannot be compared: hashes with hashes, sizes with sizes. */
function differentContents(
  one: string | undefined,
  other: string | undefined,
): readonly ('contents' | 'contents-unknown')[] {
  if (one === other) return [];
  const isHash = (contents: string | undefined): boolean => /^[\da-f]{64}/i.test(contents ?? '');
  const isComparable = one !== undefined && other !== undefined && isHash(one) === isHash(other);
  return [isComparable ? 'contents' : 'contents-unknown'];
}

/** Files of the case first, then by importance, host name and path. */
function inOrder(one: PlacedFile, other: PlacedFile): number {
  return (
    compare(one.host ?? Infinity, other.host ?? Infinity) ||
    compareRanks(one.rank, other.rank) ||
    compare(one.candidate.milliseconds, other.candidate.milliseconds) ||
    compare(one.candidate.hostName, other.candidate.hostName) ||
    compare(one.candidate.path, other.candidate.path)
  );
}

function fileKey(host: string, path: string): string {
  return JSON.stringify([host, path]);
}

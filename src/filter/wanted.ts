import path from 'node:path';
import {
  type EndpointEvent,
  hostKey,
  isAlert,
  isProcessStart,
  readEndpointEvent,
} from '../event/endpoint-event.js';
import {
  filesGivenTo,
  type InitCommandKind,
  initCommands,
  scriptOf,
} from '../event/init-commands.js';
import type { JsonObject } from '../event/json.js';
import { type PersistenceKind, persistenceKind, persistencePlaces } from '../event/persistence.js';
import type { Needle } from '../scan/kernel/needle.js';

/** Hours before and after the matches in which what happens on their host counts as near. */
export const windowHours = 48;
export const windowMs: number = windowHours * 3_600_000;

/** A span of time: its ends, in milliseconds since 1970. */
export type Window = readonly [from: number, to: number];

/** What is sought on one host. */
export interface WantedHost {
  /** As {@link hostKey} tells it. */
  readonly key: string;
  /**
   * Spans of time in which events matter by their nearness to a match, both ends within: ascending and apart, in
   * milliseconds since 1970. None where no match has a time: then none is far from it.
   */
  readonly windows: readonly Window[];
  /** Entity ids of processes whose every mention matters. */
  readonly mentions: readonly string[];
  /** Entity ids of processes of which only their own events matter: a mention of init's stands in every event. */
  readonly owners: readonly string[];
  /** Paths of the planted files. */
  readonly paths: readonly string[];
  /** Where they were before they were renamed. */
  readonly originals: readonly string[];
}

/** What a case needs of the events around its matches. It can be sent to another thread. */
export interface WantedFacts {
  readonly hosts: readonly WantedHost[];
  /** SHA-256 of the planted files. */
  readonly hashes: readonly string[];
  /** Names of users whose alerts on other hosts matter too. */
  readonly users: readonly string[];
  /** Whether only processes are sought: all else that matters has been gathered before. */
  readonly processesOnly?: boolean;
}

/**
 * What an event matters as. What a case keeps of one kind takes no room from another: no number of commands that stop a
 * service pushes out the one that made its script executable.
 */
export type Relevance =
  /** An event of a process that is sought, of the process's own kind. */
  | 'process'
  /** Of the planted file itself, and of where it was before it was renamed. */
  | 'file'
  | 'original'
  /** A process that the script runs as. */
  | 'run'
  /** Another program that is given the script's path. */
  | 'given'
  /** A command for the script, by what it does. One that only stops it changes nothing that a case tells. */
  | Exclude<InitCommandKind, 'stop'>
  /** A unit of the script's, or a link to it, by where it lies. */
  | PersistenceKind
  /** A file with a planted file's name or contents, elsewhere. */
  | 'twin'
  /** What a sought process did, or those that stem from it, near in time; and what others did. */
  | 'own'
  | 'near';

/** What a log can hold of a host: whether there are events of a kind at all tells "no evidence" from "not recorded". */
export type Coverage = 'process' | 'network';

/** Values that events of a kind have, by which lines that may show it are found. */
const coverageValues: Readonly<Record<Coverage, readonly string[]>> = {
  process: ['exec', 'fork', 'exec_event', 'fork_event'],
  network: ['network'],
};

const coverages = Object.keys(coverageValues) as readonly Coverage[];

/** Programs whose commands change whether a script runs, by their names; `reboot` and its like run what is enabled. */
const toolNames: readonly string[] = [
  'chkconfig',
  'insserv',
  'invoke-rc.d',
  'rc-service',
  'rc-update',
  'service',
  'systemctl',
  'update-rc.d',
];

/** The folders of init scripts and of links to them. */
const scriptFolders: readonly string[] = persistencePlaces
  .filter(({ kind }) => kind === 'init-script' || kind === 'runlevel-link')
  .flatMap(({ starts = [] }) => starts.map((start) => start.slice(0, -1)));

/** Other hosts with init scripts that are remembered. */
const mostOthers = 10_000;

/** Hosts that a line's bytes are searched for at most: with more, parsing it is the cheaper look. */
const mostSearched = 16;

/** The spans of time around some times, those that meet taken together. */
export function windowsAround(times: readonly number[]): readonly Window[] {
  const windows: [from: number, to: number][] = [];
  for (const time of times.toSorted((one, other) => one - other)) {
    const last = windows.at(-1);
    if (last !== undefined && time - windowMs <= last[1]) last[1] = time + windowMs;
    else windows.push([time - windowMs, time + windowMs]);
  }
  return windows;
}

/** What is sought on one host, ready to be asked. */
interface Host extends WantedHost {
  readonly mentioned: ReadonlySet<string>;
  readonly owned: ReadonlySet<string>;
  /** The planted files' paths, the same with those that they had before, and the units that systemd makes of them. */
  readonly planted: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
  readonly units: ReadonlySet<string>;
  /** The key as it stands in a line. */
  readonly keyBytes: Buffer;
}

/** Tells which documents a case needs, and which lines may hold one. */
export class Wanted {
  readonly #hosts: ReadonlyMap<string, Host>;
  readonly #scriptNames: ReadonlySet<string>;
  readonly #hashes: ReadonlySet<string>;
  readonly #users: ReadonlySet<string>;
  /** Other hosts of which an init script was seen. */
  readonly #others = new Set<string>();
  /** Hosts of which no event of a kind has turned up yet. */
  readonly #lacking: Readonly<Record<Coverage, Set<Host>>>;
  readonly #processesOnly: boolean;
  readonly needles: readonly Needle[];

  constructor(facts: WantedFacts) {
    const { hosts, hashes, users, processesOnly = false } = facts;
    this.#processesOnly = processesOnly;
    this.#hosts = new Map(hosts.map((host) => [host.key, prepared(host)]));
    const lacking = processesOnly ? [] : [...this.#hosts.values()];
    this.#lacking = { process: new Set(lacking), network: new Set(lacking) };
    this.#scriptNames = new Set(
      hosts.flatMap(({ paths }) => paths.map((file) => path.posix.basename(file))),
    );
    this.#hashes = new Set(hashes);
    this.#users = new Set(users);
    this.needles = needlesOf(facts);
  }

  /**
   * Whether a document is to be gathered; so is the first that shows what kinds of events a host's log holds, and that
   * another host has init scripts at all.
   */
  wants(document: JsonObject): boolean {
    const event = readEndpointEvent(document);
    const isFirst = !this.#processesOnly && (this.#noteCoverage(event) || this.#noteOther(event));
    return isFirst || this.relevance(event).length > 0;
  }

  /** What an event matters to the case as; nothing where it does not matter. */
  relevance(event: EndpointEvent): readonly Relevance[] {
    const host = this.#hosts.get(hostKey(event.host));
    const other = this.#processesOnly ? [] : this.#otherRelevance(event, host);
    if (host === undefined) return other;
    const { entityId = '' } = event.process;
    const isSought = host.mentioned.has(entityId) || host.owned.has(entityId);
    if (isSought && event.categories.includes('process')) return ['process', ...other];
    if (other.length > 0 && !other.includes('near')) return other;
    return isWithin(event, host) && isMentioned(event, host) ? ['own'] : other;
  }

  /** Whether an event names a process of its host whose every mention matters. */
  isOwn(event: EndpointEvent): boolean {
    const host = this.#hosts.get(hostKey(event.host));
    return host !== undefined && isMentioned(event, host);
  }

  /** Whether an argument of a command may name a planted file of a host, or the service that is made of it. */
  names(argument: string, key: string): boolean {
    const host = this.#hosts.get(key);
    return host?.units.has(unitOf(path.posix.basename(argument))) ?? false;
  }

  /** What an event matters as by what else it tells than the processes it names. */
  #otherRelevance(event: EndpointEvent, host: Host | undefined): readonly Relevance[] {
    const about = host === undefined ? [] : aboutScript(event, host);
    if (about.length > 0) return about;
    if (this.#isTwin(event)) return ['twin'];
    if (host === undefined) return this.#isAlertOfUser(event) ? ['near'] : [];
    return isWithin(event, host) && (isAlert(event) || isPersistence(event)) ? ['near'] : [];
  }

  /** Whether lines that show at most what kind of event they are may still be worth parsing. */
  get wantsAnyWeak(): boolean {
    return coverages.some((kind) => this.#lacking[kind].size > 0);
  }

  /** Whether a line that shows at most what kind of event it is, is worth parsing: a look at its bytes. */
  wantsWeak(bytes: Buffer, start: number, end: number): boolean {
    return coverages.some((kind) => {
      const hosts = this.#lacking[kind];
      if (hosts.size === 0) return false;
      const line = bytes.subarray(start, end);
      if (!coverageValues[kind].some((value) => line.includes(`"${value}"`))) return false;
      if (hosts.size > mostSearched) return true;
      for (const { keyBytes } of hosts) if (line.includes(keyBytes)) return true;
      return false;
    });
  }

  /** Notes what kind of event a host's log holds; true where it is the first of its kind. */
  #noteCoverage(event: EndpointEvent): boolean {
    const host = this.#hosts.get(hostKey(event.host));
    if (host === undefined) return false;
    const first = this.coverage(event).filter((kind) => this.#lacking[kind].delete(host));
    return first.length > 0;
  }

  /** What kinds of events an event shows the log to hold of its host since the first match there: none for other hosts. */
  coverage(event: EndpointEvent): readonly Coverage[] {
    const host = this.#hosts.get(hostKey(event.host));
    const begin = host?.windows[0]?.[0] ?? -Infinity;
    const isBefore = (event.milliseconds ?? Infinity) < begin + windowMs;
    return host === undefined || isBefore ? [] : coverageOf(event);
  }

  #noteOther(event: EndpointEvent): boolean {
    const key = hostKey(event.host);
    if (!isInitScript(event) || this.#hosts.has(key) || this.#others.has(key)) return false;
    if (this.#others.size >= mostOthers) return false;
    this.#others.add(key);
    return true;
  }

  /** Whether a file under /etc/init.d/ has a planted file's name or contents, on whatever host. */
  #isTwin(event: EndpointEvent): boolean {
    const { sha256 = '', path: file = '' } = event.file;
    return (
      event.categories.includes('file') &&
      (this.#hashes.has(sha256) ||
        (isInitScript(event) && this.#scriptNames.has(path.posix.basename(file))))
    );
  }

  #isAlertOfUser(event: EndpointEvent): boolean {
    return this.#users.has(event.user.name ?? '') && isAlert(event);
  }
}

/** What kinds of events an event is of. */
function coverageOf(event: EndpointEvent): readonly Coverage[] {
  return [
    ...(isProcessStart(event) ? ['process' as const] : []),
    ...(event.categories.includes('network') ? ['network' as const] : []),
  ];
}

/** Whether an event is of a file in the folder of init scripts. */
export function isInitScript({ categories, file }: EndpointEvent): boolean {
  return categories.includes('file') && persistenceKind(file.path ?? '') === 'init-script';
}

/** The entity ids that an event names. */
export function mentions({
  process,
  parent,
  ancestry,
  entryLeader,
}: EndpointEvent): readonly string[] {
  return [process.entityId, parent.entityId, entryLeader.entityId, ...ancestry].filter(
    (id) => id !== undefined,
  );
}

function isPersistence({ categories, file }: EndpointEvent): boolean {
  return (
    categories.includes('file') &&
    [file.path, file.originalPath].some(
      (name) => name !== undefined && persistenceKind(name) !== undefined,
    )
  );
}

function isMentioned(event: EndpointEvent, { mentioned }: Host): boolean {
  return mentions(event).some((id) => mentioned.has(id));
}

/** Whether an event lies near a match in time; one without a time does. */
function isWithin({ milliseconds }: EndpointEvent, { windows }: WantedHost): boolean {
  return (
    milliseconds === undefined ||
    windows.length === 0 ||
    windows.some(([from, to]) => milliseconds >= from && milliseconds <= to)
  );
}

/** What an event matters as that is about a planted file itself, its unit or links, a run of it, or a command for it. */
function aboutScript(
  { file, process, categories }: EndpointEvent,
  host: Host,
): readonly Relevance[] {
  const files = [file.path, file.originalPath].flatMap((name = ''): readonly Relevance[] => {
    if (host.planted.has(name)) return ['file'];
    if (host.files.has(name)) return ['original'];
    const kind = persistenceKind(name);
    return kind !== undefined && isNamedFor(name, host.units) ? [kind] : [];
  });
  if (files.length > 0 || !categories.includes('process')) return [...new Set(files)];
  const script = scriptOf(process);
  const commands = initCommands(process).flatMap(({ kind, target }) => {
    const isFor =
      host.files.has(target) || (!target.includes('/') && host.units.has(unitOf(target)));
    return kind !== 'stop' && isFor ? [kind] : [];
  });
  const isRun = script !== undefined && host.files.has(script);
  const isGiven = filesGivenTo(process).some((given) => host.files.has(given));
  return [
    ...new Set<Relevance>([
      ...(isRun ? ['run' as const] : isGiven ? ['given' as const] : []),
      ...commands,
    ]),
  ];
}

/** Whether a file in one of systemd's or init's folders has the name of a unit, or of a link by which a unit starts. */
function isNamedFor(file: string, units: ReadonlySet<string>): boolean {
  const name = path.posix.basename(file);
  return units.has(unitOf(name)) || units.has(unitOf(name.replace(/^[SK]\d\d/, '')));
}

/** The service that systemd makes of a script: its name, without an ending `.sh`. */
export function serviceOf(file: string): string {
  return path.posix.basename(file).replace(/\.sh$/, '');
}

/** The unit that systemd makes of a script, or that a command means by a service's name. */
export function unitOf(file: string): string {
  return unitNameOf(serviceOf(file));
}

/**
 * The unit's name for a service: what no unit's name can hold is written as the codes of its bytes, and so it is no
 * pattern either, which systemctl and journalctl would take. A name that is a unit's already stays as it is.
 *
 * Source: systemd, unit_name_mangle.
 */
export function unitNameOf(service: string): string {
  const mangled = service
    .replace(/[^0-9A-Za-z:_.\\@/-]+/g, (text) =>
      Buffer.from(text).toString('hex').replace(/../g, '\\x$&'),
    )
    .replaceAll('/', '-');
  return unitEnding.test(mangled) ? mangled : `${mangled}.service`;
}

/** Source: systemd.unit(5). */
const unitEnding =
  /.\.(?:automount|device|mount|path|scope|service|slice|socket|swap|target|timer)$/s;

function prepared(host: WantedHost): Host {
  return {
    ...host,
    mentioned: new Set(host.mentions),
    owned: new Set(host.owners),
    planted: new Set(host.paths),
    files: new Set([...host.paths, ...host.originals]),
    units: new Set(host.paths.map(unitOf)),
    keyBytes: Buffer.from(JSON.stringify(host.key)),
  };
}

function needlesOf({ hosts, hashes, processesOnly = false }: WantedFacts): readonly Needle[] {
  const needles = (place: Needle['place'], texts: readonly string[]): Needle[] =>
    texts.filter((text) => text !== '').map((text) => ({ text, place }));
  const processes = [
    ...needles(
      'whole',
      hosts.flatMap(({ mentions: ids }) => ids),
    ),
    ...needles(
      'owner',
      hosts.flatMap(({ owners }) => owners),
    ),
  ];
  if (processesOnly) return processes;
  const starts = persistencePlaces.flatMap(({ starts: some = [] }) => some);
  const ends = persistencePlaces.flatMap(({ ends: some = [] }) => some);
  return [
    ...processes,
    ...needles('whole', [...hashes, ...hosts.flatMap(({ originals }) => originals)]),
    ...needles('start', starts),
    ...needles('end', [...ends, ...toolNames.map((name) => `/${name}`)]),
    // A command may name a script, or a link to it, by its place in the folder that it was run in, or in one above.
    ...needles('whole', [...toolNames, ...scriptFolders, 'alert', 'signal']),
    ...needles(
      'end',
      hosts.flatMap(({ paths }) =>
        paths.filter((file) => /^\/etc\//i.test(file)).map((file) => file.slice('/etc/'.length)),
      ),
    ),
    ...needles('whole', Object.values(coverageValues).flat()).map((needle) => ({
      ...needle,
      weak: true,
    })),
  ];
}

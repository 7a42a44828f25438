import path from 'node:path';
import type { JsonObject } from '../json/value.js';
import { filesGivenTo, initCommands } from '../lead/init-commands.js';
import { scriptOf } from '../lead/invocation.js';
import type { Needle } from '../scan/kernel/needle.js';
import {
  type EndpointEvent,
  hostKey,
  isAlert,
  isProcessStart,
  readEndpointEvent,
} from './endpoint-event.js';
import { coverageValues, needlesOf } from './needles.js';
import { persistenceKind } from './persistence.js';
import { type Coverage, type Relevance, type Sought, type SoughtHost, windowMs } from './sought.js';
import { unitOf } from './units.js';

const coverages = Object.keys(coverageValues) as readonly Coverage[];

/** Other hosts with init scripts that are remembered. */
const mostOthers = 10_000;

/** Hosts that a line's bytes are searched for at most: with more, parsing it is the cheaper look. */
const mostSearched = 16;

/** What is sought on one host, ready to be asked. */
interface Host extends SoughtHost {
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
export class RelevanceClassifier {
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

  constructor(facts: Sought) {
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
function isWithin({ milliseconds }: EndpointEvent, { windows }: SoughtHost): boolean {
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

function prepared(host: SoughtHost): Host {
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

import path from 'node:path';
import {
  type EndpointEvent,
  hostKey,
  isAlert,
  isProcessStart,
  readEndpointEvent,
} from '../event/endpoint-event.js';
import { filesGivenTo, initCommands, scriptOf } from '../event/init-commands.js';
import type { JsonObject } from '../event/json.js';
import { persistenceKind, persistencePlaces } from '../event/persistence.js';
import type { Needle } from '../scan/kernel/needle.js';

/** Hours before and after the matches in which what happens on their host counts as near. */
export const windowHours = 48;
export const windowMs: number = windowHours * 3_600_000;

/** What is sought on one host. */
export interface WantedHost {
  /** As {@link hostKey} tells it. */
  readonly key: string;
  /** When the events lie that matter by their nearness, both ends within; milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
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

/** How much an event matters: `essential` where the case leans on it, `near` where its nearness in time counts. */
export type Relevance = 'essential' | 'near';

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

/** What is sought on one host, ready to be asked. */
interface Host extends WantedHost {
  readonly mentioned: ReadonlySet<string>;
  readonly owned: ReadonlySet<string>;
  /** The planted files' paths, old and new, and the units that systemd makes of them. */
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
    return isFirst || this.relevance(event) !== undefined;
  }

  /** How much an event matters to the case; undefined where it does not. */
  relevance(event: EndpointEvent): Relevance | undefined {
    const host = this.#hosts.get(hostKey(event.host));
    const other = this.#processesOnly ? undefined : this.#otherRelevance(event, host);
    if (other === 'essential' || host === undefined) return other;
    const { entityId = '' } = event.process;
    const isOwn = host.mentioned.has(entityId) || host.owned.has(entityId);
    if (isOwn && event.categories.includes('process')) return 'essential';
    const isMentioned = mentions(event).some((id) => host.mentioned.has(id));
    return isMentioned && isWithin(event, host) ? 'near' : other;
  }

  /** How much an event matters by what else it tells than the processes it names. */
  #otherRelevance(event: EndpointEvent, host: Host | undefined): Relevance | undefined {
    if (this.#isTwin(event)) return 'essential';
    if (host === undefined) return this.#isAlertOfUser(event) ? 'near' : undefined;
    if (isAboutScript(event, host)) return 'essential';
    return isWithin(event, host) && (isAlert(event) || isPersistence(event)) ? 'near' : undefined;
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
    const first = coverageOf(event).filter((kind) => this.#lacking[kind].delete(host));
    return first.length > 0;
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

/** What kinds of events an event shows its log to hold. */
export function coverageOf(event: EndpointEvent): readonly Coverage[] {
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

/** Whether an event lies within a host's window of time; one without a time does. */
function isWithin({ milliseconds }: EndpointEvent, { from, to }: WantedHost): boolean {
  return milliseconds === undefined || (milliseconds >= from && milliseconds <= to);
}

/** Whether an event is about a planted file itself, its unit or links, or a command for it. */
function isAboutScript({ file, process, categories }: EndpointEvent, host: Host): boolean {
  const isFileOf = [file.path, file.originalPath].some(
    (name) =>
      name !== undefined &&
      (host.files.has(name) ||
        (persistenceKind(name) !== undefined && isNamedFor(name, host.units))),
  );
  if (isFileOf || !categories.includes('process')) return isFileOf;
  const script = scriptOf(process);
  return (
    (script !== undefined && host.files.has(script)) ||
    filesGivenTo(process).some((file) => host.files.has(file)) ||
    initCommands(process).some(
      ({ target }) =>
        host.files.has(target) || (!target.includes('/') && host.units.has(unitOf(target))),
    )
  );
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

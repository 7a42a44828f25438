import path from 'node:path';
import { filesGivenTo, initCommands } from '../lead/init-commands.js';
import { scriptOf } from '../lead/invocation.js';
import { type EndpointEvent, hostKey, isAlert, isProcessStart } from './endpoint-event.js';
import { persistenceKind } from './persistence.js';
import { type Coverage, type Relevance, type Sought, type SoughtHost, windowMs } from './sought.js';
import { unitOf } from './units.js';

/** What is sought on one host, indexed. */
interface IndexedHost extends SoughtHost {
  readonly mentioned: ReadonlySet<string>;
  readonly owned: ReadonlySet<string>;
  readonly planted: ReadonlySet<string>;
  /** Current and original paths of the planted files. */
  readonly files: ReadonlySet<string>;
  /** The units that systemd generates for the planted files. */
  readonly units: ReadonlySet<string>;
}

/** Decides whether events matter to a case, and why. */
export class RelevanceClassifier {
  readonly #hosts: ReadonlyMap<string, IndexedHost>;
  readonly #scriptNames: ReadonlySet<string>;
  readonly #hashes: ReadonlySet<string>;
  readonly #users: ReadonlySet<string>;

  constructor({ hosts, hashes, users }: Sought) {
    this.#hosts = new Map(hosts.map((host) => [host.key, indexed(host)]));
    this.#scriptNames = new Set(
      hosts.flatMap(({ paths }) => paths.map((file) => path.posix.basename(file))),
    );
    this.#hashes = new Set(hashes);
    this.#users = new Set(users);
  }

  /** Why an event matters to the case; empty if it does not. */
  relevance(event: EndpointEvent): readonly Relevance[] {
    const host = this.#hosts.get(hostKey(event.host));
    const other = this.#otherRelevance(event, host);
    const process = this.processRelevance(event);
    if (process[0] === 'process') return ['process', ...other];
    if (other.length > 0 && !other.includes('near')) return other;
    return process.length > 0 ? process : other;
  }

  /** Why an event matters to the case because of its processes; empty if it does not. */
  processRelevance(event: EndpointEvent): readonly Relevance[] {
    const host = this.#hosts.get(hostKey(event.host));
    if (host === undefined) return [];
    const { entityId = '' } = event.process;
    const isSought = host.mentioned.has(entityId) || host.owned.has(entityId);
    if (isSought && event.categories.includes('process')) return ['process'];
    return isWithin(event, host) && isMentioned(event, host) ? ['own'] : [];
  }

  /** Whether an event mentions a process of its host for which every mention matters. */
  isOwn(event: EndpointEvent): boolean {
    const host = this.#hosts.get(hostKey(event.host));
    return host !== undefined && isMentioned(event, host);
  }

  /** Whether a command's argument may name a planted file of a host, or its service. */
  names(argument: string, key: string): boolean {
    const host = this.#hosts.get(key);
    return host?.units.has(unitOf(path.posix.basename(argument))) ?? false;
  }

  /** The kinds of events that the log has from a host after its first match, as this event shows. */
  coverage(event: EndpointEvent): readonly Coverage[] {
    const host = this.#hosts.get(hostKey(event.host));
    const begin = host?.windows[0]?.[0] ?? -Infinity;
    const isBefore = (event.milliseconds ?? Infinity) < begin + windowMs;
    return host === undefined || isBefore ? [] : coverageOf(event);
  }

  /** Why an event matters for other reasons than its processes. */
  #otherRelevance(event: EndpointEvent, host: IndexedHost | undefined): readonly Relevance[] {
    const about = host === undefined ? [] : relevanceToScript(event, host);
    if (about.length > 0) return about;
    if (this.#isTwin(event)) return ['twin'];
    if (host === undefined) return this.#isAlertOfUser(event) ? ['near'] : [];
    return isWithin(event, host) && (isAlert(event) || isPersistence(event)) ? ['near'] : [];
  }

  /** Whether a file on any host has a planted file's contents, or is an init script of the same name. */
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

function indexed(host: SoughtHost): IndexedHost {
  return {
    ...host,
    mentioned: new Set(host.mentions),
    owned: new Set(host.owners),
    planted: new Set(host.paths),
    files: new Set([...host.paths, ...host.originals]),
    units: new Set(host.paths.map(unitOf)),
  };
}

function coverageOf(event: EndpointEvent): readonly Coverage[] {
  return [
    ...(isProcessStart(event) ? ['process' as const] : []),
    ...(event.categories.includes('network') ? ['network' as const] : []),
  ];
}

/** Whether an event is about a file in a directory of init scripts. */
export function isInitScript({ categories, file }: EndpointEvent): boolean {
  return categories.includes('file') && persistenceKind(file.path ?? '') === 'init-script';
}

/** The entity ids that an event mentions. */
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

function isMentioned(event: EndpointEvent, { mentioned }: IndexedHost): boolean {
  return mentions(event).some((id) => mentioned.has(id));
}

/** Whether an event is close to a match in time. Without a time, it is assumed to be. */
function isWithin({ milliseconds }: EndpointEvent, { windows }: SoughtHost): boolean {
  return (
    milliseconds === undefined ||
    windows.length === 0 ||
    windows.some(([from, to]) => milliseconds >= from && milliseconds <= to)
  );
}

/** Why an event about a planted file matters: about the file, its unit or links, a run of it, or a command for it. */
function relevanceToScript(
  { file, process, categories }: EndpointEvent,
  host: IndexedHost,
): readonly Relevance[] {
  const files = [file.path, file.originalPath].flatMap((name = ''): readonly Relevance[] => {
    if (host.planted.has(name)) return ['file'];
    if (host.files.has(name)) return ['original'];
    const kind = persistenceKind(name);
    return kind !== undefined && isNamedAfter(name, host.units) ? [kind] : [];
  });
  if (files.length > 0 || !categories.includes('process')) return [...new Set(files)];
  const script = scriptOf(process);
  const commands = initCommands(process).flatMap(({ kind, target }) => {
    const isForScript =
      host.files.has(target) || (!target.includes('/') && host.units.has(unitOf(target)));
    return kind !== 'stop' && isForScript ? [kind] : [];
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

/** Whether a file is named like a unit, or like a runlevel link to one. */
function isNamedAfter(file: string, units: ReadonlySet<string>): boolean {
  const name = path.posix.basename(file);
  return units.has(unitOf(name)) || units.has(unitOf(name.replace(/^[SK]\d\d/, '')));
}

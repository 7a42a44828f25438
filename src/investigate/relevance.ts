import path from 'node:path';
import { filesInArguments, initCommands } from '../lead/init-commands.js';
import { executedFile, initScriptPath } from '../lead/invocation.js';
import { type EndpointEvent, hostKey, isAlert } from './endpoint-event.js';
import { actionOf, isProcess } from './event-facts.js';
import { isLogin, isMultiplexerStart } from './logins.js';
import { persistenceKind } from './persistence.js';
import {
  type Coverage,
  type HostCriteria,
  maxRequestMs,
  type Relevance,
  type SearchCriteria,
  windowMs,
} from './search-criteria.js';
import { bootTimeOf, isAlreadyRunning } from './system-manager.js';
import { unitOf } from './units.js';

/** The search criteria for one host, indexed. */
interface IndexedHost extends HostCriteria {
  readonly followed: ReadonlySet<string>;
  readonly ancestors: ReadonlySet<string>;
  /** Paths of the planted files, and their other paths on Red Hat. */
  readonly planted: ReadonlySet<string>;
  /** Current and original paths of the planted files. */
  readonly files: ReadonlySet<string>;
  /** The units that systemd generates for the planted files. */
  readonly units: ReadonlySet<string>;
}

/** Decides whether events are relevant to a case, and why. */
export class RelevanceClassifier {
  readonly #hosts: ReadonlyMap<string, IndexedHost>;
  readonly #scriptNames: ReadonlySet<string>;
  readonly #hashes: ReadonlySet<string>;
  readonly #users: ReadonlySet<string>;

  constructor({ hosts, hashes, users }: SearchCriteria) {
    this.#hosts = new Map(hosts.map((host) => [host.key, indexHost(host)]));
    this.#scriptNames = new Set(
      hosts.flatMap(({ paths }) => paths.map((file) => path.posix.basename(file))),
    );
    this.#hashes = new Set(hashes);
    this.#users = new Set(users);
  }

  /** Why an event is relevant to the case; empty if it is not. */
  relevance(event: EndpointEvent): readonly Relevance[] {
    const host = this.#hosts.get(hostKey(event.host));
    const restarts = host === undefined ? [] : relevanceToRestarts(event, host);
    const jobs = host !== undefined && isJobFile(event) ? ['job-file' as const] : [];
    return [...this.#relevanceToMatches(event, host), ...restarts, ...jobs];
  }

  /**
   * How long before the command of a network service a connection was accepted that may have led to it, in milliseconds;
   * undefined if that is not close.
   */
  arrivalDelay(event: EndpointEvent): number | undefined {
    const { arrivals = [] } = this.#hosts.get(hostKey(event.host)) ?? {};
    if (arrivals.length === 0 || actionOf(event) !== 'connection-in') return undefined;
    const { milliseconds } = event;
    if (milliseconds === undefined) return undefined;
    const delays = arrivals
      .map((time) => time - milliseconds)
      .filter((delay) => delay >= 0 && delay <= maxRequestMs);
    return delays.length === 0 ? undefined : Math.min(...delays);
  }

  #relevanceToMatches(event: EndpointEvent, host: IndexedHost | undefined): readonly Relevance[] {
    const other = this.#otherRelevance(event, host);
    const process = this.processRelevance(event);
    if (process[0] === 'process') return ['process', ...other];
    if (other.length > 0 && !other.includes('nearby')) return other;
    return process.length > 0 ? process : other;
  }

  /** Why an event is relevant to the case because of its processes; empty if it is not. */
  processRelevance(event: EndpointEvent): readonly Relevance[] {
    const host = this.#hosts.get(hostKey(event.host));
    if (host === undefined) return [];
    const { entityId = '' } = event.process;
    const isFollowed = host.followed.has(entityId) || host.ancestors.has(entityId);
    if (isFollowed && event.categories.includes('process')) return ['process'];
    return [
      ...((isCloseToMatch(event, host) || isOfSession(event, host)) && mentionsAny(event, host)
        ? ['followed-process' as const]
        : []),
      ...(isFollowed && actionOf(event) === 'connection-in' ? ['inbound' as const] : []),
    ];
  }

  /** Whether an event mentions a followed process of its host. */
  mentionsFollowedProcess(event: EndpointEvent): boolean {
    const host = this.#hosts.get(hostKey(event.host));
    return host !== undefined && mentionsAny(event, host);
  }

  /** Whether a command's argument may name a planted file of a host, or its service. */
  mayName(argument: string, key: string): boolean {
    const host = this.#hosts.get(key);
    return host?.units.has(unitOf(path.posix.basename(argument))) ?? false;
  }

  /** The kinds of events that this one shows the log to have from its host after the first match. */
  coverage(event: EndpointEvent): readonly Coverage[] {
    const host = this.#hosts.get(hostKey(event.host));
    const begin = host?.windows[0]?.[0] ?? -Infinity;
    const isBefore = (event.milliseconds ?? Infinity) < begin + windowMs;
    return host === undefined || isBefore ? [] : coverageOf(event);
  }

  /** Why an event is relevant for reasons other than its processes. */
  #otherRelevance(event: EndpointEvent, host: IndexedHost | undefined): readonly Relevance[] {
    const aboutScript = host === undefined ? [] : relevanceToScript(event, host);
    if (aboutScript.length > 0) return aboutScript;
    if (this.#hasSameNameOrContents(event)) return ['same-file'];
    if (host === undefined) return this.#isAlertOfUser(event) ? ['nearby'] : [];
    if (!isCloseToMatch(event, host)) return [];
    if (isLogin(event) || isMultiplexerStart(event)) return ['login'];
    return isAlert(event) || isPersistence(event) ? ['nearby'] : [];
  }

  /** Whether a file on any host has a planted file's contents, or is an init script of the same name. */
  #hasSameNameOrContents(event: EndpointEvent): boolean {
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

function indexHost(host: HostCriteria): IndexedHost {
  const planted = host.paths.flatMap((file) => [file, initScriptPath(file)]);
  return {
    ...host,
    followed: new Set(host.followedProcesses),
    ancestors: new Set(host.ancestorProcesses),
    planted: new Set(planted),
    files: new Set([...planted, ...host.originals]),
    units: new Set(host.paths.map(unitOf)),
  };
}

/** The kinds of events that this one shows the log to have. */
export function coverageOf(event: EndpointEvent): readonly Coverage[] {
  return [
    ...(event.categories.includes('process') && isProcess(actionOf(event))
      ? ['process' as const]
      : []),
    ...(event.categories.includes('network') ? ['network' as const] : []),
  ];
}

/** Whether an event is about a file in a directory of init scripts. */
export function isInitScript({ categories, file }: EndpointEvent): boolean {
  return categories.includes('file') && persistenceKind(file.path ?? '') === 'init-script';
}

/** Whether an event writes a file that tells a scheduler what to run. */
function isJobFile(event: EndpointEvent): boolean {
  const what = actionOf(event);
  return (
    event.categories.includes('file') &&
    what !== 'file-deleted' &&
    persistenceKind(event.file.path ?? '') === 'cron'
  );
}

/** The entity ids that an event mentions. */
export function mentionedIds({
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

function mentionsAny(event: EndpointEvent, { followed }: IndexedHost): boolean {
  return mentionedIds(event).some((id) => followed.has(id));
}

/**
 * Whether an event belongs to a followed session, at any time. A daemon that init started serves others as well: only
 * what it does close to a match counts.
 */
function isOfSession(
  { entryLeader, entryType }: EndpointEvent,
  { followed }: IndexedHost,
): boolean {
  return entryType !== 'init' && followed.has(entryLeader.entityId ?? '');
}

/** Whether an event is close to a match in time. Without a time, it is assumed to be. */
function isCloseToMatch({ milliseconds }: EndpointEvent, { windows }: HostCriteria): boolean {
  return (
    milliseconds === undefined ||
    windows.length === 0 ||
    windows.some(([from, to]) => milliseconds >= from && milliseconds <= to)
  );
}

/** Why an event is relevant to the question whether the host restarted since the first match, and with what. */
function relevanceToRestarts(event: EndpointEvent, host: IndexedHost): readonly Relevance[] {
  if (isAlreadyRunning(event)) return ['already-running'];
  const started = bootTimeOf(event);
  return started !== undefined && started > firstMatch(host) ? ['restart'] : [];
}

/** When a host's first match was; before all times if no match has a time. */
function firstMatch({ windows: [first] }: HostCriteria): number {
  return first === undefined ? -Infinity : first[0] + windowMs;
}

/** Why an event is relevant to a planted file: it concerns the file, its unit or links, a run of it, or a command for it. */
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
  const script = executedFile(process);
  const commands = initCommands(process).flatMap(({ kind, target }) => {
    const isForScript =
      host.files.has(target) || (!target.includes('/') && host.units.has(unitOf(target)));
    return kind !== 'stop' && isForScript ? [kind] : [];
  });
  const isRun = script !== undefined && host.files.has(script);
  const isArgument = filesInArguments(process).some((file) => host.files.has(file));
  return [
    ...new Set<Relevance>([
      ...(isRun ? ['run' as const] : isArgument ? ['named-in-arguments' as const] : []),
      ...commands,
    ]),
  ];
}

/** Whether a file is named like a unit, or like a runlevel link to one. */
function isNamedAfter(file: string, units: ReadonlySet<string>): boolean {
  return namesUnder(file).some((name) => units.has(unitOf(name)));
}

/** The scripts or units that a unit or a link may be named after. */
export function namesUnder(file: string): readonly string[] {
  const name = path.posix.basename(file);
  return [name, name.replace(/^[SK]\d\d/, '')];
}

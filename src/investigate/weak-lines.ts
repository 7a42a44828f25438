import type { WeakLineFilter } from '../scan/judge.js';
import { type EndpointEvent, hostKey, isAlert } from './endpoint-event.js';
import { coverageValues, weakClasses } from './needles.js';
import { RecordedPeriods } from './recorded-periods.js';
import { coverageOf, isInitScript, type RelevanceClassifier } from './relevance.js';
import type { Coverage, SearchCriteria } from './search-criteria.js';

/** Maximum number of other hosts with init scripts that are recorded. */
const maxOtherHosts = 10_000;

/** Maximum number of hosts for which the bytes of a line are searched. */
const maxSearchedHosts = 16;

/** Bytes after the key `host` that hold the host's id or name. */
const hostBytes = 400;

const hostKeyBytes: Buffer = Buffer.from('"host');

const kinds = Object.keys(coverageValues) as readonly Coverage[];

/**
 * Finds the events that show when the log begins and ends to have events of each kind from each host of the case, and the
 * first init script of each other host. Of the lines with only weak needles, these and logins are parsed.
 */
export class CoverageSearch implements WeakLineFilter {
  readonly #classifier: RelevanceClassifier;
  /** The key of each host of the case, with its bytes in a line. */
  readonly #hosts: ReadonlyMap<string, Buffer>;
  /** For each kind of event, the keys of hosts from which none after the first match has been found. */
  readonly #missing: Readonly<Record<Coverage, Set<string>>>;
  readonly #periods: RecordedPeriods;
  /** Keys of other hosts with an init script. */
  readonly #otherHosts = new Set<string>();
  /** Ids and names in lines of other hosts. */
  readonly #foreign = new Set<string>();

  constructor({ hosts }: SearchCriteria, classifier: RelevanceClassifier) {
    this.#classifier = classifier;
    this.#hosts = new Map(hosts.map(({ key }) => [key, Buffer.from(JSON.stringify(key))]));
    this.#missing = { process: new Set(this.#hosts.keys()), network: new Set(this.#hosts.keys()) };
    this.#periods = new RecordedPeriods(this.#hosts.size);
  }

  /**
   * Records an event.
   *
   * @param timestamp its `@timestamp`, in milliseconds since 1970.
   * @returns whether it shows something that no earlier one did.
   */
  record(event: EndpointEvent, timestamp: number | undefined): boolean {
    const key = hostKey(event.host);
    if (!this.#hosts.has(key)) return this.#recordOtherHost(event, key);
    const firsts = this.#classifier
      .coverage(event)
      .filter((kind) => this.#missing[kind].delete(key));
    const extended = periodKinds(event).filter(
      (kind) => timestamp !== undefined && this.#periods.add(kind, key, timestamp),
    );
    return firsts.length + extended.length > 0;
  }

  #recordOtherHost(event: EndpointEvent, key: string): boolean {
    if (!isInitScript(event) || this.#otherHosts.has(key)) return false;
    if (this.#otherHosts.size >= maxOtherHosts) return false;
    this.#otherHosts.add(key);
    return true;
  }

  accepts(bytes: Buffer, start: number, end: number, classes: number, minute?: number): boolean {
    const isLogin = (classes & weakClasses.login) !== 0;
    if (!isLogin && !kinds.some((kind) => this.#isOpen(kind, classes, minute))) return false;

    const line = bytes.subarray(start, end);
    if (minute === undefined) return this.#mayBeOfCase(line);
    const host = this.#hostOf(line);
    if (host === undefined) return false;
    if (isLogin || host === 'any') return true;
    return kinds.some(
      (kind) => this.#isOpen(kind, classes, minute) && this.#isOpenFor(kind, host.key, minute),
    );
  }

  /** Whether a line of these classes and time could show something new about a kind of events of any host. */
  #isOpen(kind: Coverage, classes: number, time: number | undefined): boolean {
    if ((classes & weakClasses[kind]) === 0) return false;
    return (
      time === undefined || this.#missing[kind].size > 0 || this.#periods.mayExtend(kind, time)
    );
  }

  #isOpenFor(kind: Coverage, host: string, time: number): boolean {
    return this.#missing[kind].has(host) || this.#periods.extends(kind, host, time);
  }

  #mayBeOfCase(line: Buffer): boolean {
    return this.#hosts.size > maxSearchedHosts || this.#searchHosts(line) !== undefined;
  }

  /** The host of the case that a line is from; `any` if that is uncertain, undefined if it is another one. */
  #hostOf(line: Buffer): { readonly key: string } | 'any' | undefined {
    const names = namesIn(line);
    const [known, ...others] = new Set(names.filter((name) => this.#hosts.has(name)));
    if (known !== undefined) return others.length === 0 ? { key: known } : 'any';
    const identity = names.join('\0');
    if (this.#foreign.has(identity)) return undefined;
    if (this.#hosts.size > maxSearchedHosts) return names.length === 0 ? 'any' : undefined;
    const found = this.#searchHosts(line);
    if (found !== undefined) return 'any';
    if (identity !== '' && this.#foreign.size < maxOtherHosts) this.#foreign.add(identity);
    return undefined;
  }

  #searchHosts(line: Buffer): string | undefined {
    for (const [key, value] of this.#hosts) if (line.includes(value)) return key;
    return undefined;
  }
}

/** The kinds of events that an event shows its host to have in the log. An alert shows nothing else. */
export function periodKinds(event: EndpointEvent): readonly Coverage[] {
  return isAlert(event) ? [] : coverageOf(event);
}

/** The ids and names after the first key `host` of a line, or one that begins like it. */
function namesIn(line: Buffer): readonly string[] {
  const at = line.indexOf(hostKeyBytes);
  if (at < 0) return [];
  const text = line.toString('latin1', at, at + hostBytes);
  return [...text.matchAll(/"(?:host\.)?(?:id|name)"\s*:\s*(?:\[\s*)?"([^"\\]+)"/g)].map(
    ([, name = '']) => name,
  );
}

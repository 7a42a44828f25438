import { Field } from '../event/fields.js';
import { isArray, type JsonObject, type JsonValue } from '../event/json.js';
import type { Needle } from '../scan/kernel/needle.js';

/** What is gathered, as it goes to worker threads. */
export interface WantedFacts {
  /** Documents that hold one of these are wanted; where it is weak, only as `presence` says. */
  readonly needles: readonly Needle[];
  /** Weak needles with a host each: a document of that host is wanted where it holds the needle. */
  readonly presence: readonly { readonly needle: string; readonly host: string }[];
}

const hostName = new Field('host.name');

/** Tells which documents belong to what is gathered. */
export class Wanted {
  readonly needles: readonly Needle[];
  /** The hosts of weak needles, by their text in small letters. */
  readonly #hosts = new Map<string, Set<string>>();
  /** How hosts stand in bytes; undefined where one has characters that JSON may write in more than one way. */
  readonly #hostBytes: readonly Buffer[] | undefined;

  constructor({ needles, presence }: WantedFacts) {
    this.needles = needles;
    for (const { needle, host } of presence) {
      const hosts = this.#hosts.get(small(needle)) ?? new Set();
      this.#hosts.set(small(needle), hosts.add(host));
    }
    const hosts = [...new Set(presence.map(({ host }) => host))];
    const isPlain = hosts.every((host) => /^[\w.:-]+$/.test(host));
    this.#hostBytes = isPlain ? hosts.map((host) => Buffer.from(host)) : undefined;
  }

  /** Whether a document belongs to what is gathered. */
  wants(event: JsonObject): boolean {
    const hosts = hostName.values(event);
    return this.#holds(event, undefined, (needle) => {
      if (needle.weak !== true) return true;
      const wanted = this.#hosts.get(small(needle.text));
      return wanted !== undefined && hosts.some((host) => wanted.has(host));
    });
  }

  /** Whether a line that only weak needles make a candidate is worth parsing: a cheap look at its bytes. */
  wantsWeak(bytes: Buffer, start: number, end: number): boolean {
    const line = bytes.subarray(start, end);
    return this.#hostBytes?.some((host) => line.includes(host)) ?? true;
  }

  /** Whether a value holds a needle that counts. `key` is the one it is the value of, or the first in it. */
  #holds(
    value: JsonValue | undefined,
    key: string | undefined,
    counts: (needle: Needle) => boolean,
  ): boolean {
    if (typeof value === 'string') {
      const text = small(value);
      return this.needles.some((needle) => isAt(needle, text, key) && counts(needle));
    }
    if (typeof value !== 'object' || value === null) return false;
    if (isArray(value)) {
      return value.some((element, at) => this.#holds(element, at === 0 ? key : undefined, counts));
    }
    return Object.entries(value).some(
      ([name, member]) => this.#holds(name, undefined, counts) || this.#holds(member, name, counts),
    );
  }
}

/** Whether a needle is in its place in a string, given in small letters. */
function isAt({ text, place }: Needle, string: string, key: string | undefined): boolean {
  const sought = small(text);
  switch (place) {
    case 'whole':
      return string === sought;
    case 'start':
      return string.startsWith(sought);
    case 'end':
      return string.endsWith(sought);
    case 'owner':
      return string === sought && key !== undefined && key.endsWith('entity_id');
  }
}

/** A text with its ASCII letters small. */
function small(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

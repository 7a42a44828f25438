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
  /** Those that are a whole string, by their text in small letters, and the others. */
  readonly #wholes = new Map<string, Needle[]>();
  readonly #parts: readonly (Needle & { readonly small: string })[];
  /** The hosts of weak needles, by their text in small letters. */
  readonly #hosts = new Map<string, Set<string>>();
  /** How hosts stand in bytes; undefined where one has characters that JSON may write in more than one way. */
  readonly #hostBytes: readonly Buffer[] | undefined;

  constructor({ needles, presence }: WantedFacts) {
    this.needles = needles;
    for (const needle of needles) {
      if (isPart(needle)) continue;
      const text = small(needle.text);
      this.#wholes.set(text, [...(this.#wholes.get(text) ?? []), needle]);
    }
    this.#parts = needles
      .filter(isPart)
      .map((needle) => ({ ...needle, small: small(needle.text) }));
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
      const isOwned = key?.endsWith('entity_id') ?? false;
      return (
        this.#parts.some(
          (part) =>
            (part.place === 'start' ? text.startsWith(part.small) : text.endsWith(part.small)) &&
            counts(part),
        ) ||
        (this.#wholes
          .get(text)
          ?.some((needle) => (needle.place === 'whole' || isOwned) && counts(needle)) ??
          false)
      );
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

function isPart({ place }: Needle): boolean {
  return place === 'start' || place === 'end';
}

/** A text with its ASCII letters small. */
function small(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

import { createHash } from 'node:crypto';
import { compare } from './event-record.js';

/**
 * A bounded map that keeps the values whose keys have the smallest SHA-256 digests. Which ones are kept does not depend
 * on the order in which they are added.
 */
export class SmallestDigests<T> {
  readonly #entries = new Map<string, { readonly digest: string; readonly value: T }>();
  /** The largest digest of any entry. */
  #largest = '';

  get size(): number {
    return this.#entries.size;
  }

  find(key: string): T | undefined {
    return this.#entries.get(key)?.value;
  }

  /**
   * The value of a key; a missing one is made and added.
   *
   * @returns undefined if the key's digest is not among the smallest.
   */
  get(key: string, room: number, make: () => T): T | undefined {
    const found = this.find(key);
    if (found !== undefined) return found;
    const digest = createHash('sha256').update(key).digest('hex');
    if (this.size >= room && digest > this.#largest) return undefined;
    const value = make();
    this.#entries.set(key, { digest, value });
    if (digest > this.#largest) this.#largest = digest;
    this.shrink(room);
    return value;
  }

  shrink(room: number): void {
    if (this.size <= room) return;
    const sorted = [...this.#entries].sort(([, one], [, other]) =>
      compare(one.digest, other.digest),
    );
    for (const [key] of sorted.slice(room)) this.#entries.delete(key);
    this.#largest = sorted[room - 1]?.[1].digest ?? '';
  }

  *[Symbol.iterator](): Iterator<readonly [string, T]> {
    for (const [key, { value }] of this.#entries) yield [key, value];
  }

  *values(): IterableIterator<T> {
    for (const { value } of this.#entries.values()) yield value;
  }
}

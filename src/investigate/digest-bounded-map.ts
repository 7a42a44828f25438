import { createHash } from 'node:crypto';
import { compare } from './event-record.js';

/**
 * A bounded map that keeps the values whose keys have the smallest SHA-256 digests. Which ones are kept does not depend
 * on the order in which they are added.
 */
export class DigestBoundedMap<T> {
  readonly #entries = new Map<string, { readonly digest: string; readonly value: T }>();
  /** The largest digest of any entry. */
  #largestDigest = '';

  get size(): number {
    return this.#entries.size;
  }

  find(key: string): T | undefined {
    return this.#entries.get(key)?.value;
  }

  /**
   * The value of a key; if it is missing, it is created and added.
   *
   * @param displaces whether it may take the place of another one.
   * @returns undefined if the key's digest is not among the smallest, or if there is no space.
   */
  getOrAdd(key: string, maxSize: number, create: () => T, displaces = true): T | undefined {
    const found = this.find(key);
    if (found !== undefined) return found;
    if (this.size >= maxSize && !displaces) return undefined;
    const digest = createHash('sha256').update(key).digest('hex');
    if (this.size >= maxSize && digest > this.#largestDigest) return undefined;
    const value = create();
    this.#entries.set(key, { digest, value });
    if (digest > this.#largestDigest) this.#largestDigest = digest;
    this.shrink(maxSize);
    return value;
  }

  /** Removes an entry. Keys that were not kept before stay left out. */
  delete(key: string): void {
    this.#entries.delete(key);
  }

  shrink(maxSize: number): void {
    if (this.size <= maxSize) return;
    const sorted = this.#sorted();
    for (const [key] of sorted.slice(maxSize)) this.#entries.delete(key);
    this.#largestDigest = sorted[maxSize - 1]?.[1].digest ?? '';
  }

  /** The entries in the order in which they are kept. */
  byDigest(): readonly (readonly [string, T])[] {
    return this.#sorted().map(([key, { value }]) => [key, value]);
  }

  #sorted(): [string, { readonly digest: string; readonly value: T }][] {
    return [...this.#entries].sort(([, one], [, other]) => compare(one.digest, other.digest));
  }

  *[Symbol.iterator](): Iterator<readonly [string, T]> {
    for (const [key, { value }] of this.#entries) yield [key, value];
  }

  *values(): IterableIterator<T> {
    for (const { value } of this.#entries.values()) yield value;
  }
}

import { byTime, type EventRecord, eventKey } from './event-record.js';

/** Limits on the records that are kept. */
export interface RecordLimits {
  readonly records: number;
  /** Records with the same key: near-duplicates must not displace others. */
  readonly nearDuplicates: number;
  /**
   * Records with the same shelf: the best of each take precedence over all others, so that many of one shelf displace
   * none of another.
   */
  readonly perShelf?: number;
  /** Characters of all records together; the best record is kept regardless of its size. */
  readonly characters: number;
}

/** What decides whether a record is kept. */
export interface Rank {
  /** Records with the same key are near-duplicates. */
  readonly key: string;
  /** What {@link RecordLimits.perShelf} limits. */
  readonly shelf?: string;
  /** Compared number by number; lower is better. */
  readonly order: readonly number[];
}

interface Ranked extends Rank {
  readonly record: EventRecord;
}

/**
 * Keeps the highest-ranked records in bounded memory, without duplicates.
 *
 * The result does not depend on the order of additions: the best of each key are kept, and of those the best overall. A
 * dropped record would still be dropped after more were added.
 */
export class TopRecords {
  readonly #limits: RecordLimits;
  #ranked: Ranked[] = [];
  #characters = 0;
  /** Whether any record was dropped. */
  isCut = false;

  constructor(limits: RecordLimits) {
    this.#limits = limits;
  }

  add(record: EventRecord, rank: Rank): void {
    this.#ranked.push({ record, ...rank });
    this.#characters += record.size;
    const { records, characters } = this.#limits;
    const isFull = this.#ranked.length > 1.5 * records || this.#characters > 1.5 * characters;
    if (isFull) this.trim();
  }

  /** The records, best first. */
  records(): EventRecord[] {
    this.trim();
    return this.#ranked.map(({ record }) => record);
  }

  /** Drops the records over the limits. */
  trim(): void {
    const sorted = this.#byShelf(this.#ranked.sort(byOrder));
    const kept: Ranked[] = [];
    const seen = new Set<string>();
    const countByKey = new Map<string, number>();
    let characters = 0;
    for (const ranked of sorted) {
      const event = eventKey(ranked.record);
      if (seen.has(event)) continue;
      seen.add(event);
      const count = countByKey.get(ranked.key) ?? 0;
      const isFull =
        kept.length >= this.#limits.records ||
        (kept.length > 0 && characters + ranked.record.size > this.#limits.characters);
      if (isFull || count >= this.#limits.nearDuplicates) {
        this.isCut = true;
        if (isFull) break;
        continue;
      }
      countByKey.set(ranked.key, count + 1);
      characters += ranked.record.size;
      kept.push(ranked);
    }
    this.#ranked = kept;
    this.#characters = characters;
  }

  /** The first of each shelf, then the others. Copies of an event count once. */
  #byShelf(sorted: readonly Ranked[]): readonly Ranked[] {
    const { perShelf } = this.#limits;
    if (perShelf === undefined) return sorted;
    const onShelves = new Map<string, Set<string>>();
    const first: Ranked[] = [];
    const others: Ranked[] = [];
    for (const ranked of sorted) {
      const { shelf = '', record } = ranked;
      const onShelf = onShelves.get(shelf) ?? new Set();
      onShelves.set(shelf, onShelf);
      const key = eventKey(record);
      if (onShelf.size < perShelf) onShelf.add(key);
      (onShelf.has(key) ? first : others).push(ranked);
    }
    return [...first, ...others];
  }
}

function byOrder(one: Ranked, other: Ranked): number {
  return compareOrders(one, other) || byTime(one.record, other.record);
}

function compareOrders({ order: one }: Rank, { order: other }: Rank): number {
  for (const [at, number] of one.entries()) {
    const against = other[at] ?? 0;
    if (number !== against) return number < against ? -1 : 1;
  }
  return 0;
}

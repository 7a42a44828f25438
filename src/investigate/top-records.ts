import { byTime, type EventRecord, eventKey } from './event-record.js';

/** How much a shelf holds. */
export interface Room {
  readonly records: number;
  /** Records that tell the same: repeats of one event take no room from others. */
  readonly alike: number;
  /** Characters of all records; the best one is held whatever its size. */
  readonly characters: number;
}

/** What decides whether a record is held. */
export interface Rank {
  /** Records of the same key tell the same. */
  readonly key: string;
  /** The lower of the first numbers that differ is the better. */
  readonly order: readonly number[];
}

interface Ranked extends Rank {
  readonly record: EventRecord;
}

/**
 * A bounded number of records, the best; each event once, however often it comes.
 *
 * What is held does not depend on the order in which records come: of those of a key the best stay, and of all these the
 * best, so that a record which has once been passed over would be so with every further one too.
 */
export class TopRecords {
  readonly #room: Room;
  #ranked: Ranked[] = [];
  #characters = 0;
  isCut = false;

  constructor(room: Room) {
    this.#room = room;
  }

  add(record: EventRecord, rank: Rank): void {
    this.#ranked.push({ record, ...rank });
    this.#characters += record.size;
    const { records, characters } = this.#room;
    const isFull = this.#ranked.length > 1.5 * records || this.#characters > 1.5 * characters;
    if (isFull) this.trim();
  }

  /** The best first. */
  records(): EventRecord[] {
    this.trim();
    return this.#ranked.map(({ record }) => record);
  }

  /** Lets go of what there is no room for. */
  trim(): void {
    const sorted = this.#ranked.sort(
      (one, other) => compareOrders(one, other) || byTime(one.record, other.record),
    );
    const held: Ranked[] = [];
    const seen = new Set<string>();
    const alike = new Map<string, number>();
    let characters = 0;
    for (const ranked of sorted) {
      const event = eventKey(ranked.record);
      if (seen.has(event)) continue;
      seen.add(event);
      const same = alike.get(ranked.key) ?? 0;
      const isFull =
        held.length >= this.#room.records ||
        (held.length > 0 && characters + ranked.record.size > this.#room.characters);
      if (isFull || same >= this.#room.alike) {
        this.isCut = true;
        if (isFull) break;
        continue;
      }
      alike.set(ranked.key, same + 1);
      characters += ranked.record.size;
      held.push(ranked);
    }
    this.#ranked = held;
    this.#characters = characters;
  }
}

function compareOrders({ order: one }: Rank, { order: other }: Rank): number {
  for (const [at, number] of one.entries()) {
    const against = other[at] ?? 0;
    if (number !== against) return number < against ? -1 : 1;
  }
  return 0;
}

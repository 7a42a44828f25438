import { eventId, hostId, hostName } from '../event/ecs.js';
import { contentOf } from '../filter/baseline.js';
import type { ScannedDocument } from './sink.js';

/** How many matches are compared: telling them apart takes parsing. */
const maxCompared = 10_000;

/** Keys over this many characters are replaced by a digest. */
const maxKeyCharacters = 512;

/**
 * Counts the events among matches, of which copies of a log repeat some.
 *
 * Two matches are the same event if they have the same `_index` and `_id`; or if one has none, the same host and
 * `event.id`; or if that is missing, the same fields with the same values. Only the first 10,000 matches are compared,
 * and two keys of each are kept.
 */
export class DistinctEvents {
  events = 0;
  compared = 0;
  readonly #byId = new Set<string>();
  readonly #byEvent = new Set<string>();
  /** Only the matches without an id. */
  readonly #byEventAlone = new Set<string>();

  add(match: ScannedDocument): void {
    if (this.compared >= maxCompared) return;
    this.compared += 1;
    const { index, id } = match;
    const event = eventKeyOf(match);
    const isAlone = index === undefined || id === undefined;
    const key = isAlone ? event : keyOf([index, id]);
    const isKnown = isAlone
      ? this.#byEvent.has(event)
      : this.#byId.has(key) || this.#byEventAlone.has(event);
    if (!isKnown) this.events += 1;
    this.#byEvent.add(event);
    (isAlone ? this.#byEventAlone : this.#byId).add(key);
  }
}

/** What identifies an event regardless of where it is stored. */
function eventKeyOf({ event, place }: ScannedDocument): string {
  try {
    const id = eventId.first(event);
    if (id === undefined) return contentOf(event);
    return keyOf([hostId.first(event) ?? hostName.first(event) ?? '', id]);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // It is nested too deeply to be compared.
    return keyOf([place.input, place.byteOffset, place.position ?? 0]);
  }
}

function keyOf(parts: readonly (string | number)[]): string {
  const key = JSON.stringify(parts);
  return key.length > maxKeyCharacters ? contentOf({ key }) : key;
}

import { eventId, hostId, hostName } from '../event/ecs.js';
import { canonical } from '../json/canonical.js';
import type { ScannedDocument } from './sink.js';

/** How many matches are compared, because most have to be parsed for it. */
const maxCompared = 1_000;

/** Longer keys are replaced by a digest. */
const maxKeyCharacters = 2048;

/** What identifies a match. */
interface MatchKeys {
  /** Its `_index` and `_id`; undefined if one is missing. */
  readonly stored: string | undefined;
  /** Its host and `event.id`, or its contents if it has no `event.id`. */
  readonly event: string;
}

/**
 * Counts the events among matches, of which copies of a log repeat some.
 *
 * Two matches are the same event if they have the same `_index` and `_id`; or if one has none, the same host and
 * `event.id`; or if that is missing, the same fields with the same values. Only the first 1,000 matches are compared,
 * and the keys of these are kept.
 */
export class DistinctEvents {
  /** Matches that were compared. */
  compared = 0;
  /** Events among them. */
  events = 0;
  readonly #byStored = new Set<string>();
  readonly #byEvent = new Set<string>();
  /** Only those of matches that are not known by their index and id. */
  readonly #byEventAlone = new Set<string>();

  /** Adds a match. The code that makes digests is loaded when the first one is needed. */
  add(match: ScannedDocument): void | Promise<void> {
    if (this.compared >= maxCompared) return;
    this.compared += 1;
    const keys = keysOf(match);
    if (keys === undefined) return this.#addDigests(match);
    this.#add(keys);
  }

  async #addDigests({ index, id, event }: ScannedDocument): Promise<void> {
    const { contentOf } = await import('../filter/content.js');
    const [host, eventKey] = [hostKeyOf(event), eventId.first(event)];
    this.#add({
      stored: index === undefined || id === undefined ? undefined : contentOf({ index, id }),
      event: contentOf(eventKey === undefined ? event : { host, eventKey }),
    });
  }

  #add({ stored, event }: MatchKeys): void {
    const isKnown =
      stored === undefined
        ? this.#byEvent.has(event)
        : this.#byStored.has(stored) || this.#byEventAlone.has(event);
    if (!isKnown) this.events += 1;
    this.#byEvent.add(event);
    if (stored === undefined) this.#byEventAlone.add(event);
    else this.#byStored.add(stored);
  }
}

/** The keys of a match; undefined if they have to be digests. */
function keysOf({ index, id, event, place }: ScannedDocument): MatchKeys | undefined {
  const stored = index === undefined || id === undefined ? undefined : JSON.stringify([index, id]);
  let key: string;
  try {
    const eventKey = eventId.first(event);
    key = eventKey === undefined ? canonical(event) : JSON.stringify([hostKeyOf(event), eventKey]);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // It is nested too deeply to be compared.
    key = JSON.stringify(place);
  }
  const isShort = Math.max(key.length, stored?.length ?? 0) <= maxKeyCharacters;
  return isShort ? { stored, event: key } : undefined;
}

function hostKeyOf(event: ScannedDocument['event']): string {
  return hostId.first(event) ?? hostName.first(event) ?? '';
}

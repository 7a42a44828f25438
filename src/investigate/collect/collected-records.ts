import type { Problem } from '../../scan/finding.js';
import type { SourceLocation } from '../../scan/sink.js';
import type { LogExtent } from '../log-extent.js';
import type { CollectedRecord } from './record.js';

/** Maximum number of digests of all records together; records with more count as if they had none. */
const maxDigests = 2_000_000;

/** A record among the inputs. */
interface FoundRecord {
  readonly place: SourceLocation;
  readonly record: CollectedRecord;
  readonly sought: ReadonlySet<string>;
}

/** The records of collected events in some inputs, and whether the events that they count are there. */
export class CollectedRecords {
  readonly #records: FoundRecord[] = [];
  /** The line of the last record in each input that has one. */
  readonly #lastLines = new Map<string, number>();
  #digests = 0;

  /**
   * Adds a record, in the order of the inputs.
   *
   * @returns what is wrong with it, or with the events before it.
   */
  add(place: SourceLocation, record: CollectedRecord | 'invalid'): Problem | undefined {
    if (record === 'invalid') return problemAt(place, { kind: 'invalid-record' });
    this.#digests += record.sought.length;
    const sought = new Set(this.#digests > maxDigests ? [] : record.sought);
    this.#records.push({ place, record: { ...record, sought: [] }, sought });
    const { input, line, position } = place;
    const lines = line - 1 - (this.#lastLines.get(input) ?? 0);
    this.#lastLines.set(input, line);
    // In an array, several events may be on a line.
    if (position !== undefined || lines >= record.events) return undefined;
    return problemAt(place, { kind: 'collected-short', events: record.events, lines });
  }

  /** Adds what the records say about the log to what their events show. */
  addTo(extent: LogExtent): void {
    for (const { record, place } of this.#records) extent.addRecord(record, place);
  }

  /** @returns a problem for each record whose events were collected without all that a case needs. */
  problemsWith(needed: () => ReadonlySet<string>): readonly Problem[] {
    if (this.#records.length === 0) return [];
    const all = [...needed()];
    return this.#records.flatMap(({ place, sought }) => {
      const subjects = all.filter((digest) => !sought.has(digest)).length;
      return subjects === 0 ? [] : problemAt(place, { kind: 'collected-for-less', subjects });
    });
  }
}

function problemAt({ input, line, byteOffset }: SourceLocation, fault: Problem['fault']): Problem {
  return { severity: 'problem', input, line, byteOffset, fault };
}

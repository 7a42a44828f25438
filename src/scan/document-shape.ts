import type { Document, EventDocument } from '../export/document.js';
import { own } from '../json/value.js';

/** Data sets of other products that are told apart; the documents of any more are counted together. */
const maxDatasets = 100;

/** How a document holds its event. Events of one shape usually have the same fields. */
export function shapeOf(document: EventDocument): string {
  const { event, index, id } = document;
  const envelope = 'envelope' in document ? (document as Document).envelope : undefined;
  if (index === undefined && id === undefined) return 'event';
  const isFields =
    envelope !== undefined && envelope !== event && own(envelope, '_source') === undefined;
  return isFields ? 'fields' : 'hit';
}

/** Counts a name, or all names over a limit together. */
export function addTo(counts: Record<string, number>, name: string): void {
  const isNew = !Object.hasOwn(counts, name);
  const key = isNew && Object.keys(counts).length >= maxDatasets ? '' : name;
  counts[key] = (Object.hasOwn(counts, key) ? (counts[key] ?? 0) : 0) + 1;
}

import type { Document, EventDocument } from '../export/document.js';
import { own } from '../json/value.js';

/** How a document holds its event: as the document itself, as a hit's `_source`, or as a hit's `fields`. */
export type Shape = 'event' | 'hit' | 'fields';

/** How a document holds its event. Events of one shape usually have the same fields. */
export function shapeOf(document: EventDocument): Shape {
  const { event, index, id } = document;
  const envelope = 'envelope' in document ? (document as Document).envelope : undefined;
  if (index === undefined && id === undefined) return 'event';
  const isFields =
    envelope !== undefined && envelope !== event && own(envelope, '_source') === undefined;
  return isFields ? 'fields' : 'hit';
}

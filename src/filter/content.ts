import { createHash } from 'node:crypto';
import { canonical } from '../json/canonical.js';
import type { JsonObject } from '../json/value.js';

/** A hash of a document's fields that does not depend on their order. */
export function contentOf(event: JsonObject): string {
  return createHash('sha256').update(canonical(event)).digest('base64');
}

import { createHash } from 'node:crypto';
import { Field } from '../event/fields.js';
import type { JsonObject } from '../json/value.js';
import { valuesOf } from './values.js';

/** What tells one event from another; every export of an event has these in the same words. */
const identity: readonly Field[] = [
  'event.id',
  '@timestamp',
  'event.action',
  'host.id',
  'host.name',
  'file.path',
  'file.Ext.original.path',
  'file.hash.sha256',
  'process.entity_id',
  'process.pid',
  'process.executable',
  'user.id',
].map((name) => new Field(name));

/**
 * A fingerprint of an event, 64 hexadecimal digits: the same in every run, in any input, at any place, and whether the
 * event came bare, as a hit or in a response. Events without any of the fields that tell them apart share one.
 */
export function fingerprint(event: JsonObject): string {
  const values = identity.map((field) => valuesOf(event, field));
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}

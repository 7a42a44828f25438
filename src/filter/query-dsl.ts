import { type Exception, type ExceptionEntry, type FieldEntry, osType } from './exceptions.js';
import type { WindowOptions } from './window.js';

/** A query in Elasticsearch's Query DSL. */
export type Query = { readonly [clause: string]: unknown };

/** The format of a window's bounds, whatever format the mapping of a field has. */
const dateFormat = 'strict_date_optional_time||epoch_millis';

/** The rule's time window: by `event.ingested`, or by `@timestamp` in documents without it. */
export function windowQuery({ from, to }: WindowOptions): Query {
  const bounds = { gte: from, lte: to, format: dateFormat };
  const byIngestion = { range: { 'event.ingested': bounds } };
  const filter = [{ range: { '@timestamp': bounds } }];
  const byTimestamp = { bool: { filter, must_not: [{ exists: { field: 'event.ingested' } }] } };
  return { bool: { should: [byIngestion, byTimestamp], minimum_should_match: 1 } };
}

/** Selects the events that an exception item suppresses. */
export function exceptionQuery({ osTypes, entries }: Exception): Query {
  const os = osTypes.length === 0 ? [] : [{ terms: { [osType]: osTypes } }];
  return { bool: { filter: [...os, ...entries.map(entryQuery)] } };
}

function entryQuery(entry: ExceptionEntry): Query {
  if (entry.type !== 'nested') return fieldQuery(entry);
  const filter = entry.entries.map((inner) =>
    fieldQuery({ ...inner, field: `${entry.field}.${inner.field}` }),
  );
  // An index without the field has no such events, which is not an error.
  return { nested: { path: entry.field, query: { bool: { filter } }, ignore_unmapped: true } };
}

function fieldQuery(entry: FieldEntry): Query {
  const query = comparisonQuery(entry);
  return entry.operator === 'included' ? query : { bool: { must_not: [query] } };
}

function comparisonQuery(entry: FieldEntry): Query {
  switch (entry.type) {
    case 'match':
      return { term: { [entry.field]: entry.value } };
    case 'match_any':
      return { terms: { [entry.field]: entry.values } };
    case 'wildcard':
      return { wildcard: { [entry.field]: { value: entry.value, case_insensitive: false } } };
    case 'exists':
      return { exists: { field: entry.field } };
  }
}

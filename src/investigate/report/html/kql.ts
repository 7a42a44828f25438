import { kqlText } from '../../steps/kql-text.js';

/** The values of an event's fields by their dotted names. */
export type ValuesByField = ReadonlyMap<string, readonly string[]>;

/** Fields that find an event: the first whose fields it all has, with those that narrow it down if it has them. */
const keys: readonly {
  readonly fields: readonly string[];
  readonly more: readonly string[];
}[] = [
  { fields: ['event.id'], more: ['host.id'] },
  { fields: ['_id'], more: [] },
  {
    fields: ['@timestamp'],
    more: ['host.id', 'host.name', 'process.entity_id', 'event.action', 'file.path'],
  },
  { fields: ['process.entity_id'], more: ['host.id', 'event.action'] },
];

/** The query of one event in the Kibana Query Language, on one line; empty if nothing identifies it. */
export function eventQuery(values: ValuesByField): string {
  const key = keys.find(({ fields }) =>
    fields.every((field) => first(values, field) !== undefined),
  );
  if (key === undefined) return '';
  return [...key.fields, ...key.more]
    .flatMap((field) => {
      const value = first(values, field);
      return value === undefined ? [] : `${field}: ${kqlText(value)}`;
    })
    .join(' and ');
}

function first(values: ValuesByField, field: string): string | undefined {
  return values.get(field)?.find((value) => value !== '');
}

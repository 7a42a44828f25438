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
      return value === undefined ? [] : `${field}: ${quoted(value)}`;
    })
    .join(' and ');
}

function first(values: ValuesByField, field: string): string | undefined {
  return values.get(field)?.find((value) => value !== '');
}

/** Everything beyond printable ASCII that is not a letter, mark, number, punctuation or symbol. */
const escaped = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|\p{DI}|\p{Cf}/gu;

/**
 * A value as a string of the Kibana Query Language. Control characters, bidi controls and everything else that is
 * invisible become escapes, which Kibana reads as the same characters.
 */
export function quoted(text: string): string {
  const literal = text.replace(/["\\]/g, '\\$&');
  return `"${literal.replace(escaped, unicodeEscapes)}"`;
}

function unicodeEscapes(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
}

import type { CaseEvent } from '../../../case.js';
import type { ValuesByField } from '../kql.js';
import type { RawLine } from '../raw-lines.js';

/** An object of JSON. */
type Json = Readonly<Record<string, unknown>>;

/** Fields of the deepest object that is read: what is deeper is shown as JSON. */
const maxDepth = 12;

/** The fields of an event by their dotted names, from its raw line; what the case knows of it if that is not whole. */
export function fieldsOf(event: CaseEvent, raw: RawLine | undefined): ValuesByField {
  return (raw?.length === 1 ? parsedFields(raw[0]) : undefined) ?? knownFields(event);
}

/** Undefined if the text is not an object of JSON. */
function parsedFields(text: string): ValuesByField | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(parsed)) return undefined;
  const values = new Map<string, string[]>();
  const { _source: source, fields, ...metadata } = parsed;
  const isHit = isObject(source) || isObject(fields);
  if (isHit) {
    for (const name of ['_index', '_id']) collect(metadata[name], name, values, 0);
    if (isObject(fields)) collect(fields, '', values, 0);
    if (isObject(source)) collect(source, '', values, 0);
  } else collect(parsed, '', values, 0);
  return values;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function collect(value: unknown, name: string, values: Map<string, string[]>, depth: number): void {
  if (value === undefined || value === null) return;
  if (isObject(value) && depth < maxDepth) {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, name === '' ? key : `${name}.${key}`, values, depth + 1);
    }
  } else if (Array.isArray(value) && depth < maxDepth) {
    for (const inner of value) collect(inner, name, values, depth + 1);
  } else {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    const known = values.get(name) ?? [];
    if (!known.includes(text)) values.set(name, [...known, text]);
  }
}

function knownFields(event: CaseEvent): ValuesByField {
  const known: readonly (readonly [string, string | undefined])[] = [
    ['@timestamp', event.time],
    ['_id', event.id],
    ['_index', event.index],
    ['host.name', event.hostName],
    ['user.name', event.user],
  ];
  return new Map(
    known.flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, [value]] as const],
    ),
  );
}

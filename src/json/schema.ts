import { isObject, type JsonObject } from './value.js';

// Builds JSON Schema (2020-12) that cannot drift from the types it describes: if a member is added, removed or made
// optional in a type, its schema no longer compiles.

export type Schema = JsonObject;

/** The schema of an optional member. */
export class Optional {
  readonly schema: Schema;

  constructor(schema: Schema) {
    this.schema = schema;
  }
}

/** The schemas of an object's members, in output order. */
export type Members<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? Optional : Schema;
};

/** An object with these members and no others. */
export function object<T>(description: string, members: Members<T>): Schema {
  const entries = Object.entries<Schema | Optional>(members);
  return {
    description,
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, member]) => [name, member instanceof Optional ? member.schema : member]),
    ),
    required: entries.filter(([, member]) => !(member instanceof Optional)).map(([name]) => name),
    additionalProperties: false,
  };
}

export function list(description: string, items: Schema, minItems: number = 0): Schema {
  return { description, type: 'array', items, minItems };
}

export function text(description: string): Schema {
  return { description, type: 'string' };
}

export function integer(description: string, minimum: 0 | 1): Schema {
  return { description, type: 'integer', minimum };
}

/** A schema of something that may also be null. */
export function nullable(schema: Schema): Schema {
  return { ...schema, type: [schema.type ?? 'object', 'null'] };
}

/** An object whose names are not fixed, with values that are alike. */
export function record(description: string, values: Schema): Schema {
  return { description, type: 'object', additionalProperties: values };
}

export function flag(description: string): Schema {
  return { description, type: 'boolean' };
}

/** One of several ids, each with its meaning. */
export function choice<Id extends string>(
  description: string,
  ids: Readonly<Record<Id, string>>,
): Schema {
  const meanings = Object.entries<string>(ids);
  return {
    description,
    oneOf: meanings.map(([id, meaning]) => ({ const: id, description: meaning })),
  };
}

/** A reference to one of a document's definitions. */
export function reference(name: string, description: string): Schema {
  return { $ref: `#/$defs/${name}`, description };
}

/** A copy of a value with its members in the order of its schema, at all depths; unknown members come last. */
export function inOrder(value: unknown, schema: Schema, root: Schema): unknown {
  const { $ref } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.slice('#/$defs/'.length);
    return inOrder(value, member(member(root, '$defs'), name), root);
  }
  if (Array.isArray(value))
    return value.map((item) => inOrder(item, member(schema, 'items'), root));
  if (typeof value !== 'object' || value === null) return value;
  const known = member(schema, 'properties');
  const members = new Map<string, unknown>(Object.entries(value));
  const names = new Set([...Object.keys(known), ...members.keys()]);
  return Object.fromEntries(
    [...names]
      .filter((name) => members.has(name))
      .map((name) => [name, inOrder(members.get(name), member(known, name), root)]),
  );
}

/** The schema under a key of another one; empty if there is none. */
export function member(schema: Schema, name: string): Schema {
  const found = schema[name];
  return isObject(found) ? found : {};
}

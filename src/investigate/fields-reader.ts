import { isArray, type JsonObject, type JsonValue } from '../json/value.js';

/**
 * The dotted ECS fields that each member of an object is read from:
 * - a string from a list of fields: the first non-empty value of the first field that has one;
 * - a number from such a string;
 * - a list of strings from a single field: all its values;
 * - an object from a nested table.
 */
export type FieldTable<T> = {
  readonly [Member in keyof T]-?: NonNullable<T[Member]> extends readonly string[]
    ? string
    : NonNullable<T[Member]> extends string
      ? readonly string[]
      : NonNullable<T[Member]> extends number
        ? NumberSource
        : FieldTable<NonNullable<T[Member]>>;
};

interface NumberSource {
  readonly fields: readonly string[];
  readonly parse: (text: string) => number | undefined;
}

/** A {@link FieldTable}'s source for a member of any type. */
type FieldSource =
  | string
  | readonly string[]
  | NumberSource
  | { readonly [member: string]: FieldSource };

/** The values that a document has of each field, by the field's slot. */
type FieldValues = (string[] | undefined)[];

/** A prefix of field names, with the parts that may follow after a dot. */
interface FieldNode {
  readonly parts: Map<string, FieldNode>;
  /** Where the values go, if the prefix is a field. */
  slot?: number;
}

/**
 * Reads many fields in one walk over a document, by the same rules as `Field`: nested, dotted or mixed names, under
 * objects or arrays of them. Values become strings; a string without a value is undefined.
 */
export class FieldsReader<T> {
  readonly #root: FieldNode = { parts: new Map() };
  readonly #read: (values: FieldValues) => unknown;
  #slots = 0;

  constructor(table: FieldTable<T>) {
    this.#read = this.#reader(table as FieldSource);
  }

  /** @throws RangeError if arrays are nested deeper than the stack allows. */
  read(document: JsonObject): T {
    const values: FieldValues = new Array<string[] | undefined>(this.#slots);
    walk(document, this.#root, values);
    return this.#read(values) as T;
  }

  #reader(source: FieldSource): (values: FieldValues) => unknown {
    if (typeof source === 'string') {
      const slot = this.#slotOf(source);
      return (values) => values[slot] ?? [];
    }
    if (isFieldList(source)) {
      const slots = source.map((field) => this.#slotOf(field));
      return (values) => firstNonEmpty(values, slots);
    }
    if (isNumberSource(source)) {
      const slots = source.fields.map((field) => this.#slotOf(field));
      return (values) => {
        const text = firstNonEmpty(values, slots);
        return text === undefined ? undefined : source.parse(text);
      };
    }
    const members = Object.entries(source).map(
      ([member, inner]) => [member, this.#reader(inner)] as const,
    );
    // Objects of a class take less memory than object literals that grow.
    const Members = class {
      [member: string]: unknown;
    };
    return (values) => {
      const object = new Members();
      for (const [member, read] of members) object[member] = read(values);
      return object;
    };
  }

  #slotOf(field: string): number {
    let node = this.#root;
    for (const part of field.split('.')) {
      const next: FieldNode = node.parts.get(part) ?? { parts: new Map() };
      node.parts.set(part, next);
      node = next;
    }
    node.slot ??= this.#slots++;
    return node.slot;
  }
}

function isFieldList(source: FieldSource): source is readonly string[] {
  return Array.isArray(source);
}

function isNumberSource(source: object): source is NumberSource {
  return 'parse' in source && typeof source.parse === 'function';
}

function firstNonEmpty(values: FieldValues, slots: readonly number[]): string | undefined {
  for (const slot of slots) {
    const found = values[slot]?.find((value) => value !== '');
    if (found !== undefined) return found;
  }
  return undefined;
}

function walk(object: JsonObject, { parts }: FieldNode, into: FieldValues): void {
  for (const key of Object.keys(object)) {
    const node = parts.get(key) ?? (key.includes('.') ? follow(parts, key) : undefined);
    const value = object[key];
    if (node !== undefined && value !== undefined) collect(value, node, into);
  }
}

/** The node that a dotted key leads to. */
function follow(parts: ReadonlyMap<string, FieldNode>, key: string): FieldNode | undefined {
  let next: FieldNode | undefined;
  let from: ReadonlyMap<string, FieldNode> | undefined = parts;
  for (const part of key.split('.')) {
    next = from?.get(part);
    from = next?.parts;
  }
  return next;
}

function collect(value: JsonValue, node: FieldNode, into: FieldValues): void {
  if (value === null) return;
  if (isArray(value)) {
    for (const element of value) collect(element, node, into);
  } else if (typeof value === 'object') {
    walk(value, node, into);
  } else if (node.slot !== undefined) {
    const found = into[node.slot];
    if (found === undefined) into[node.slot] = [String(value)];
    else found.push(String(value));
  }
}

import { isArray, type JsonObject, type JsonValue } from '../json/value.js';

/** A name, or what names begin with: what may follow, by the part up to the next dot. */
interface Node {
  readonly parts: Map<string, Node>;
  /** The whole name, where it is a field's. */
  field?: string;
}

/** The values of fields, by their names. */
export type FieldValues = ReadonlyMap<string, readonly string[]>;

/**
 * Reads many fields in one walk over a document, by the same rules as `Field`: nested, dotted or mixed spelling, under
 * objects or arrays of them.
 */
export class FieldsReader {
  readonly #root: Node = { parts: new Map() };

  /** @param names dotted ECS names. */
  constructor(names: readonly string[]) {
    for (const name of names) {
      let node = this.#root;
      for (const part of name.split('.')) {
        const next: Node = node.parts.get(part) ?? { parts: new Map() };
        node.parts.set(part, next);
        node = next;
      }
      node.field = name;
    }
  }

  /**
   * The values of each field that has any, as text, in the document's order.
   *
   * @throws RangeError where arrays are nested deeper than the stack reaches.
   */
  read(document: JsonObject): FieldValues {
    const values = new Map<string, string[]>();
    walk(document, this.#root, values);
    return values;
  }
}

function walk(object: JsonObject, { parts }: Node, into: Map<string, string[]>): void {
  for (const key of Object.keys(object)) {
    const node = parts.get(key) ?? (key.includes('.') ? follow(parts, key) : undefined);
    const value = object[key];
    if (node !== undefined && value !== undefined) take(value, node, into);
  }
}

/** What a dotted key leads to. */
function follow(parts: ReadonlyMap<string, Node>, key: string): Node | undefined {
  let next: Node | undefined;
  let from: ReadonlyMap<string, Node> | undefined = parts;
  for (const part of key.split('.')) {
    next = from?.get(part);
    from = next?.parts;
  }
  return next;
}

function take(value: JsonValue, node: Node, into: Map<string, string[]>): void {
  if (value === null) return;
  if (isArray(value)) {
    for (const element of value) take(element, node, into);
  } else if (typeof value === 'object') {
    walk(value, node, into);
  } else if (node.field !== undefined) {
    const found = into.get(node.field);
    if (found === undefined) into.set(node.field, [String(value)]);
    else found.push(String(value));
  }
}

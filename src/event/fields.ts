import { isArray, type JsonObject, type JsonValue } from '../json/value.js';
import { Projection } from './projection.js';

/** An event's own fields: all of them, nested, dotted or mixed, or those that were projected. */
export type EventFields = JsonObject | Projection;

/** A way to continue a field's name at some depth: the key to take, and the depth that it leads to. */
interface Step {
  readonly key: string;
  readonly next: number;
}

/**
 * A field by its dotted ECS name, wherever a document has it.
 *
 * A document may hold `host.os.type` nested (`{host: {os: {type}}}`), dotted (`{"host.os.type"}`) or mixed
 * (`{"host.os": {type}}`), under single objects or arrays of objects, as one value or several. Elasticsearch
 * indexes all of them as values of the one field, and so does this class: no spelling hides another.
 */
export class Field {
  readonly name: string;
  /** For each depth, the keys that may continue the name there: nested spelling first, fully dotted last. */
  readonly #steps: readonly (readonly Step[])[];

  constructor(name: string) {
    this.name = name;
    const parts = name.split('.');
    this.#steps = parts.map((_, depth) =>
      parts.slice(depth).map((_, more) => ({
        key: parts.slice(depth, depth + more + 1).join('.'),
        next: depth + more + 1,
      })),
    );
  }

  /**
   * The field's first value that passes a test; undefined if none does.
   *
   * Values are tested as text, like those of Elasticsearch's keyword fields, numbers and booleans too.
   * `null`, `[]` and `[null]` are not values; the empty string is one.
   *
   * @throws RangeError if arrays are nested deeper than the stack allows.
   * @throws TypeError if the field is not among those that were projected.
   */
  find(document: EventFields, test: (value: string) => boolean): string | undefined {
    return document instanceof Projection
      ? document.find(this.name, test)
      : this.#find(document, 0, test);
  }

  /** All values of the field, as text, in the document's order. */
  values(document: EventFields): string[] {
    const values: string[] = [];
    this.find(document, (value) => {
      values.push(value);
      return false;
    });
    return values;
  }

  /** The field's first value; undefined if it has none, that is, if the field is null. */
  first(document: EventFields): string | undefined {
    return this.find(document, any);
  }

  /** All objects in place of the field's values, in the document's order: for fields that hold objects. */
  objects(document: JsonObject): JsonObject[] {
    const objects: JsonObject[] = [];
    this.#find(document, 0, none, (object) => objects.push(object));
    return objects;
  }

  #find(
    node: JsonValue | undefined,
    depth: number,
    test: (value: string) => boolean,
    visit?: (object: JsonObject) => void,
  ): string | undefined {
    if (typeof node !== 'object') {
      if (depth < this.#steps.length || node === undefined) return undefined;
      const text = typeof node === 'string' ? node : String(node);
      return test(text) ? text : undefined;
    }
    if (node === null) return undefined;
    if (isArray(node)) {
      for (const element of node) {
        const found = this.#find(element, depth, test, visit);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    const steps = this.#steps[depth];
    if (steps === undefined) {
      visit?.(node);
      return undefined;
    }
    for (const { key, next } of steps) {
      if (!Object.hasOwn(node, key)) continue;
      const found = this.#find(node[key], next, test, visit);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const any = (): boolean => true;
const none = (): boolean => false;

import { isArray, type JsonObject, type JsonValue } from '../json/value.js';
import { Projection } from './projection.js';

/** The fields of an event: a whole document, in any spelling, or a projection onto some fields. */
export type EventFields = JsonObject | Projection;

/** One way to continue a field's name at some depth. */
interface Step {
  readonly key: string;
  /** The depth that the key leads to. */
  readonly next: number;
}

/**
 * A field, by its dotted ECS name.
 *
 * A document may hold `host.os.type` nested (`{host: {os: {type}}}`), dotted (`{"host.os.type"}`) or mixed
 * (`{"host.os": {type}}`), in objects or arrays of objects, with one value or several. As in Elasticsearch, all of them
 * are values of the field: no spelling hides another.
 */
export class Field {
  readonly name: string;
  #cachedSteps: readonly (readonly Step[])[] | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** For each depth, the keys that may continue the name there, from nested to fully dotted. */
  get #steps(): readonly (readonly Step[])[] {
    this.#cachedSteps ??= stepsOf(this.name);
    return this.#cachedSteps;
  }

  /**
   * The field's first value that passes a test; undefined if none does.
   *
   * Values are tested as text, as in Elasticsearch's keyword fields, numbers and booleans included.
   * `null`, `[]` and `[null]` are not values; the empty string is.
   *
   * @throws RangeError if arrays are nested deeper than the stack allows.
   * @throws TypeError if the document is a projection without the field.
   */
  find(document: EventFields, test: (value: string) => boolean): string | undefined {
    return document instanceof Projection
      ? document.find(this.name, test)
      : this.#find(document, 0, test);
  }

  /** All values of the field, as text, in document order. */
  values(document: EventFields): string[] {
    const values: string[] = [];
    this.find(document, (value) => {
      values.push(value);
      return false;
    });
    return values;
  }

  /** The field's first value; undefined if the field is missing or null. */
  first(document: EventFields): string | undefined {
    return document instanceof Projection
      ? document.first(this.name)
      : this.#find(document, 0, always);
  }

  /** All objects that the field holds, in document order. */
  objects(document: JsonObject): JsonObject[] {
    const objects: JsonObject[] = [];
    this.#find(document, 0, never, (object) => objects.push(object));
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

function stepsOf(name: string): readonly (readonly Step[])[] {
  const parts = name.split('.');
  return parts.map((_, depth) =>
    parts.slice(depth).map((_, more) => ({
      key: parts.slice(depth, depth + more + 1).join('.'),
      next: depth + more + 1,
    })),
  );
}

const always = (): boolean => true;
const never = (): boolean => false;

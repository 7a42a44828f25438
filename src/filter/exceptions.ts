import { Field } from '../event/fields.js';
import { isArray, isObject, type JsonObject, type JsonValue } from '../json/value.js';
import { escapableWildcard, exactly } from '../rule/operators.js';

/** A comparison of one field. */
export type FieldEntry = {
  readonly field: string;
  /** Whether the entry holds where its comparison does, or where it does not. */
  readonly operator: 'included' | 'excluded';
} & (
  | { readonly type: 'match'; readonly value: string }
  | { readonly type: 'match_any'; readonly values: readonly string[] }
  /** `*` and `?` over the whole value, in exactly this case; `\` makes the next character plain. */
  | { readonly type: 'wildcard'; readonly value: string }
  | { readonly type: 'exists' }
);

/** Comparisons that one object of several under a field must meet together. Their fields are named from there. */
export interface NestedEntry {
  readonly type: 'nested';
  readonly field: string;
  readonly entries: readonly FieldEntry[];
}

export type ExceptionEntry = FieldEntry | NestedEntry;

/** An exception item: events for which all of its entries hold are no alerts. */
export interface Exception {
  readonly id: string;
  readonly name: string;
  /** The id of its list. */
  readonly list: string;
  /** When it ends, as the list says it. */
  readonly expires?: string | undefined;
  /** The operating systems that it is for; empty for all. */
  readonly osTypes: readonly string[];
  readonly entries: readonly ExceptionEntry[];
}

/** An event's field that an item's `os_types` are held to. */
export const osType = 'host.os.type';

/** The ending of multi-fields that Elastic keeps in lower case; a document has only the field itself. */
const caselessEnding = '.caseless';

type Test = (event: JsonObject) => boolean;

/**
 * Exception items, ready to be asked.
 *
 * They mean what the filter means that Kibana makes of them: `match` and `match_any` are exact, also in case; any
 * value of a field suffices; logic is two-valued, so that `excluded` holds where the field is missing.
 *
 * Source: elastic/kibana, the lists plugin's build_exception_filter.
 */
export class Exceptions {
  readonly #items: readonly { readonly exception: Exception; readonly covers: Test }[];

  constructor(exceptions: readonly Exception[]) {
    this.#items = exceptions.map((exception) => ({ exception, covers: itemTest(exception) }));
  }

  /**
   * The items that cover an event, in their order.
   *
   * @throws RangeError where arrays are nested deeper than the stack reaches.
   */
  covering(event: JsonObject): readonly Exception[] {
    return this.#items.flatMap(({ exception, covers }) => (covers(event) ? [exception] : []));
  }
}

function itemTest({ osTypes, entries }: Exception): Test {
  const tests = entries.map((entry) =>
    entry.type === 'nested' ? nestedTest(entry) : fieldTest(entry),
  );
  if (osTypes.length > 0) {
    tests.unshift(
      fieldTest({ type: 'match_any', field: osType, operator: 'included', values: osTypes }),
    );
  }
  return (event) => tests.every((holds) => holds(event));
}

function fieldTest(entry: FieldEntry): Test {
  const caseless = entry.field.endsWith(caselessEnding);
  const field = new Field(caseless ? entry.field.slice(0, -caselessEnding.length) : entry.field);
  const fits = comparison(entry, caseless);
  const holds: Test =
    fits === undefined
      ? (event) => field.first(event) !== undefined || field.objects(event).some(hasValue)
      : (event) => field.find(event, fits) !== undefined;
  return entry.operator === 'included' ? holds : (event) => !holds(event);
}

/** What a value of the field is held to; undefined where any value does. */
function comparison(
  entry: FieldEntry,
  caseless: boolean,
): ((value: string) => boolean) | undefined {
  if (entry.type === 'exists') return undefined;
  const normal = (text: string): string => (caseless ? text.toLowerCase() : text);
  if (entry.type === 'wildcard') {
    const fits = escapableWildcard(normal(entry.value));
    return (value) => fits(normal(value));
  }
  const matches = exactly((entry.type === 'match' ? [entry.value] : entry.values).map(normal));
  return (value) => matches(normal(value)) !== undefined;
}

/**
 * Holds where one object under the field meets all entries. A document that spells the objects' fields out in full has
 * no such objects: then all its values count as those of one.
 */
function nestedTest({ field, entries }: NestedEntry): Test {
  const parent = new Field(field);
  const inside = entries.map(fieldTest);
  const spelledOut = entries.map((entry) => ({ ...entry, field: `${field}.${entry.field}` }));
  const fields = spelledOut.map((entry) => new Field(entry.field));
  const inFull = spelledOut.map(fieldTest);
  return (event) => {
    const objects = parent.objects(event);
    if (objects.length > 0) return objects.some((object) => inside.every((holds) => holds(object)));
    return (
      fields.some((member) => member.first(event) !== undefined) &&
      inFull.every((holds) => holds(event))
    );
  };
}

/** Whether anything below is a value: what is null or empty is none. */
function hasValue(node: JsonValue): boolean {
  if (isArray(node)) return node.some(hasValue);
  return isObject(node) ? Object.values(node).some(hasValue) : node !== null;
}

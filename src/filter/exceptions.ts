import { Field } from '../event/fields.js';
import { isArray, isObject, type JsonObject, type JsonValue } from '../json/value.js';
import { escapableWildcard, exactly } from '../rule/operators.js';

/** A comparison of one field. */
export type FieldEntry = {
  readonly field: string;
  /** Whether the entry holds if its comparison does, or if it does not. */
  readonly operator: 'included' | 'excluded';
} & (
  | { readonly type: 'match'; readonly value: string }
  | { readonly type: 'match_any'; readonly values: readonly string[] }
  /** `*` and `?` match the whole value, case-sensitively; `\` escapes the next character. */
  | { readonly type: 'wildcard'; readonly value: string }
  | { readonly type: 'exists' }
);

/** Comparisons that a single object under a field must all satisfy. Their fields are relative to it. */
export interface NestedEntry {
  readonly type: 'nested';
  readonly field: string;
  readonly entries: readonly FieldEntry[];
}

export type ExceptionEntry = FieldEntry | NestedEntry;

/** An exception item. It suppresses events for which all of its entries hold. */
export interface Exception {
  readonly id: string;
  readonly name: string;
  /** The id of its list. */
  readonly list: string;
  /** When it expires, as written in the list. */
  readonly expires?: string | undefined;
  /** The operating systems to which it is limited; empty for all. */
  readonly osTypes: readonly string[];
  readonly entries: readonly ExceptionEntry[];
}

/** The field of events with which an item's `os_types` are compared. */
export const osType = 'host.os.type';

/** The suffix of multi-fields that Elastic indexes in lower case; a document only has the field itself. */
const caselessSuffix = '.caseless';

type Test = (event: JsonObject) => boolean;

/**
 * Compiled exception items.
 *
 * They mean the same as the filters that Kibana builds from them: `match` and `match_any` compare exactly and
 * case-sensitively; one matching value of a field is enough; `excluded` holds if the field is missing.
 *
 * Source: elastic/kibana, the lists plugin's build_exception_filter.
 */
export class Exceptions {
  readonly #items: readonly { readonly exception: Exception; readonly applies: Test }[];

  constructor(exceptions: readonly Exception[]) {
    this.#items = exceptions.map((exception) => ({ exception, applies: itemTest(exception) }));
  }

  /**
   * The items that suppress an event, in order.
   *
   * @throws RangeError if arrays are nested deeper than the stack allows.
   */
  suppressing(event: JsonObject): readonly Exception[] {
    return this.#items.flatMap(({ exception, applies }) => (applies(event) ? [exception] : []));
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
  const caseless = entry.field.endsWith(caselessSuffix);
  const field = new Field(caseless ? entry.field.slice(0, -caselessSuffix.length) : entry.field);
  const matches = comparison(entry, caseless);
  const holds: Test =
    matches === undefined
      ? (event) => field.first(event) !== undefined || field.objects(event).some(hasValue)
      : (event) => field.find(event, matches) !== undefined;
  return entry.operator === 'included' ? holds : (event) => !holds(event);
}

/** The test for values of the field; undefined if any value is enough. */
function comparison(
  entry: FieldEntry,
  caseless: boolean,
): ((value: string) => boolean) | undefined {
  if (entry.type === 'exists') return undefined;
  const normal = (text: string): string => (caseless ? text.toLowerCase() : text);
  if (entry.type === 'wildcard') {
    const matches = escapableWildcard(normal(entry.value));
    return (value) => matches(normal(value));
  }
  const find = exactly((entry.type === 'match' ? [entry.value] : entry.values).map(normal));
  return (value) => find(normal(value)) !== undefined;
}

/**
 * Holds if one object under the field satisfies all entries. A document with dotted field names has no such objects:
 * then all its values count as those of one object.
 */
function nestedTest({ field, entries }: NestedEntry): Test {
  const parent = new Field(field);
  const inside = entries.map(fieldTest);
  const dotted = entries.map((entry) => ({ ...entry, field: `${field}.${entry.field}` }));
  const fields = dotted.map((entry) => new Field(entry.field));
  const inFull = dotted.map(fieldTest);
  return (event) => {
    const objects = parent.objects(event);
    if (objects.length > 0) return objects.some((object) => inside.every((holds) => holds(object)));
    return (
      fields.some((member) => member.first(event) !== undefined) &&
      inFull.every((holds) => holds(event))
    );
  };
}

/** Whether there is a value anywhere below: null and empty arrays and objects are not values. */
function hasValue(node: JsonValue): boolean {
  if (isArray(node)) return node.some(hasValue);
  return isObject(node) ? Object.values(node).some(hasValue) : node !== null;
}

import { parse } from 'ndjson';
import { UsageError } from '../io/errors.js';
import { isArray, isObject, type JsonObject, type JsonValue, own } from '../json/value.js';
import { parseDate } from './date-math.js';
import type { Exception, ExceptionEntry, FieldEntry } from './exceptions.js';
import { readTextFile } from './read-file.js';

/** What the items of several exports come to at one moment. */
export interface ExceptionLists {
  readonly active: readonly Exception[];
  /** Items whose time is up: they cover nothing. */
  readonly expired: readonly Exception[];
}

/**
 * Reads exception lists as Kibana exports them: NDJSON of lists, their items, and at last their counts.
 *
 * @param now milliseconds since 1970.
 * @throws UsageError with file and line where something is not as it has to be, or needs what a file cannot hold: an
 *   exception that is misread might hide an attack.
 */
export function readExceptionLists(files: readonly string[], now: number): ExceptionLists {
  const active: Exception[] = [];
  const expired: Exception[] = [];
  for (const file of files) {
    for (const { place, value } of valuesOf(file)) {
      if (own(value, 'entries') === undefined && own(value, 'item_id') === undefined) {
        const isListOrCounts =
          own(value, 'list_id') !== undefined ||
          Object.keys(value).some((key) => key.startsWith('exported_'));
        if (isListOrCounts) continue;
        throw new UsageError(`${place}: neither an exception list nor an item of one`);
      }
      const { exception, end } = readItem(value, place);
      (end < now ? expired : active).push(exception);
    }
  }
  return { active, expired };
}

/** The objects on a file's lines. */
function* valuesOf(file: string): Generator<{ place: string; value: JsonObject }> {
  const parser = parse();
  let failed = false;
  parser.on('error', () => {
    failed = true;
  });
  for (const [at, line] of readTextFile(file).split('\n').entries()) {
    if (line.trim() === '') continue;
    const place = `${file}:${at + 1}`;
    parser.write(`${line}\n`);
    const value = parser.read() as JsonValue;
    if (failed || !isObject(value)) {
      throw new UsageError(
        `${place}: no JSON object`,
        'give an exception list that Kibana exported',
      );
    }
    yield { place, value };
  }
}

/** Reads an item, and when it ends: Infinity where it does not. */
function readItem(item: JsonObject, place: string): { exception: Exception; end: number } {
  const id = own(item, 'item_id') ?? own(item, 'id');
  const list = own(item, 'list_id');
  const name = own(item, 'name');
  if (typeof id !== 'string' || typeof list !== 'string') {
    throw new UsageError(`${place}: an exception item without item_id or list_id`);
  }
  const title = typeof name === 'string' ? name : id;
  const fail = (what: string, hint?: string): never => {
    throw new UsageError(`${place}: exception item “${title}”: ${what}`, hint);
  };
  const entries = own(item, 'entries');
  if (!isArray(entries) || entries.length === 0) return fail('it has no entries');
  const expires = own(item, 'expire_time') ?? undefined;
  if (expires !== undefined && typeof expires !== 'string') return fail('expire_time is no text');
  const end = expires === undefined ? Infinity : parseDate(expires);
  if (end === undefined) return fail(`expire_time ${expires} is no date`);
  const osTypes = own(item, 'os_types') ?? [];
  if (!isTexts(osTypes)) return fail('os_types is no list of texts');
  const exception: Exception = {
    id,
    name: title,
    list,
    expires,
    osTypes,
    entries: entries.map((entry) => readEntry(entry, fail)),
  };
  return { exception, end };
}

type Fail = (what: string, hint?: string) => never;

function readEntry(entry: JsonValue, fail: Fail): ExceptionEntry {
  if (!isObject(entry) || own(entry, 'type') !== 'nested') return readFieldEntry(entry, fail);
  const field = own(entry, 'field');
  const entries = own(entry, 'entries');
  if (typeof field !== 'string' || !isArray(entries) || entries.length === 0) {
    return fail('a nested entry needs a field and entries');
  }
  return { type: 'nested', field, entries: entries.map((inner) => readFieldEntry(inner, fail)) };
}

function readFieldEntry(entry: JsonValue, fail: Fail): FieldEntry {
  const field = isObject(entry) ? own(entry, 'field') : undefined;
  if (!isObject(entry) || typeof field !== 'string' || field === '') {
    return fail('an entry without a field');
  }
  if (field.endsWith('.text')) {
    return fail(
      `${field} is analysed text, which only Elasticsearch can compare`,
      `use ${field.slice(0, -'.text'.length)}`,
    );
  }
  const operator = own(entry, 'operator');
  if (operator !== 'included' && operator !== 'excluded') {
    return fail(`operator ${JSON.stringify(operator)} is neither included nor excluded`);
  }
  const type = own(entry, 'type');
  const value = own(entry, 'value');
  switch (type) {
    case 'exists':
      return { type, field, operator };
    case 'match':
    case 'wildcard':
      if (typeof value !== 'string') return fail(`${type} of ${field} needs a text as its value`);
      return { type, field, operator, value };
    case 'match_any':
      if (!isTexts(value) || value.length === 0) {
        return fail(`${type} of ${field} needs a list of texts as its value`);
      }
      return { type, field, operator, values: value };
    case 'list':
      return fail(
        `${field} is compared with a value list, which the export does not hold`,
        'write its values into the item, with “is one of”',
      );
    default:
      return fail(`entry type ${JSON.stringify(type)} of ${field} is not known`);
  }
}

function isTexts(value: JsonValue | undefined): value is readonly string[] {
  return isArray(value) && value.every((element) => typeof element === 'string');
}

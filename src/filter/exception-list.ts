import { parse } from 'ndjson';
import { UsageError } from '../io/errors.js';
import { isArray, isObject, type JsonObject, type JsonValue, own } from '../json/value.js';
import { parseDate } from './date-math.js';
import type { Exception, ExceptionEntry, FieldEntry } from './exceptions.js';
import { readTextFile } from './read-file.js';

/** The items of some exports, at one point in time. */
export interface ExceptionLists {
  readonly active: readonly Exception[];
  readonly expired: readonly Exception[];
}

/**
 * Reads exception lists that Kibana exported: NDJSON of lists, their items, and finally their counts.
 *
 * @param now milliseconds since 1970.
 * @throws UsageError with file and line if anything is invalid or cannot be evaluated here, because a misread exception
 *   might hide an attack.
 */
export function readExceptionLists(files: readonly string[], now: number): ExceptionLists {
  const active: Exception[] = [];
  const expired: Exception[] = [];
  for (const file of files) {
    for (const { location, value } of objectsOf(file)) {
      if (own(value, 'entries') === undefined && own(value, 'item_id') === undefined) {
        const isListOrCounts =
          own(value, 'list_id') !== undefined ||
          Object.keys(value).some((key) => key.startsWith('exported_'));
        if (isListOrCounts) continue;
        throw new UsageError(`${location}: neither an exception list nor an exception item`);
      }
      const { exception, end } = readItem(value, location);
      (end < now ? expired : active).push(exception);
    }
  }
  return { active, expired };
}

/** The objects on the lines of a file. */
function* objectsOf(file: string): Generator<{ location: string; value: JsonObject }> {
  const parser = parse();
  let failed = false;
  parser.on('error', () => {
    failed = true;
  });
  for (const [at, line] of readTextFile(file).split('\n').entries()) {
    if (line.trim() === '') continue;
    const location = `${file}:${at + 1}`;
    parser.write(`${line}\n`);
    const value = parser.read() as JsonValue;
    if (failed || !isObject(value)) {
      throw new UsageError(
        `${location}: expected a JSON object`,
        'use an exception list exported from Kibana',
      );
    }
    yield { location, value };
  }
}

/** Reads an item, and when it expires, or Infinity. */
function readItem(item: JsonObject, location: string): { exception: Exception; end: number } {
  const id = own(item, 'item_id') ?? own(item, 'id');
  const list = own(item, 'list_id');
  const name = own(item, 'name');
  if (typeof id !== 'string' || typeof list !== 'string') {
    throw new UsageError(`${location}: an exception item needs item_id and list_id`);
  }
  const title = typeof name === 'string' ? name : id;
  const fail = (what: string, hint?: string): never => {
    throw new UsageError(`${location}: exception item “${title}”: ${what}`, hint);
  };
  const entries = own(item, 'entries');
  if (!isArray(entries) || entries.length === 0) return fail('no entries');
  const expires = own(item, 'expire_time') ?? undefined;
  if (expires !== undefined && typeof expires !== 'string')
    return fail('expire_time is not a string');
  const end = expires === undefined ? Infinity : parseDate(expires);
  if (end === undefined) return fail(`expire_time ${expires} is not a date`);
  const osTypes = own(item, 'os_types') ?? [];
  if (!isStrings(osTypes)) return fail('os_types is not a list of strings');
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
    return fail('an entry has no field');
  }
  if (field.endsWith('.text')) {
    return fail(
      `${field} is analyzed text, which only Elasticsearch can match`,
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
      if (typeof value !== 'string')
        return fail(`the entry "${type}" on ${field} needs a string value`);
      return { type, field, operator, value };
    case 'match_any':
      if (!isStrings(value) || value.length === 0) {
        return fail(`the entry "${type}" on ${field} needs a list of strings`);
      }
      return { type, field, operator, values: value };
    case 'list':
      return fail(
        `${field} is compared with a value list, which the export does not include`,
        'list the values in the item, with “is one of”',
      );
    default:
      return fail(`unknown entry type ${JSON.stringify(type)} on ${field}`);
  }
}

function isStrings(value: JsonValue | undefined): value is readonly string[] {
  return isArray(value) && value.every((element) => typeof element === 'string');
}

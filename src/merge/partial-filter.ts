import type { Exception } from '../filter/exceptions.js';
import type { FilterSummary } from '../filter/options.js';
import { type JsonValue, own } from '../json/value.js';
import { countOf, listOf, memberOf, objectOf, oneOf, optionalText, textOf } from './checked.js';

/**
 * What filters suppressed, without the conditions of the exceptions.
 *
 * @throws ReportError if it is not as expected.
 */
export function filterOf(value: JsonValue): FilterSummary {
  const found = objectOf(value, 'screened');
  const exceptions = memberOf(found, 'exceptions', listOf).map((item) => ({
    exception: exceptionOf(item),
    covered: memberOf(objectOf(item, 'exceptions'), 'covered', countOf),
  }));
  return {
    outOfWindow: memberOf(found, 'outOfWindow', countOf),
    outOfScope: memberOf(found, 'outOfScope', countOf),
    withoutTime: memberOf(found, 'withoutTime', countOf),
    covered: memberOf(found, 'covered', countOf),
    known: memberOf(found, 'known', countOf),
    leads: memberOf(found, 'leads', countOf),
    exceptions,
    expired: memberOf(found, 'expired', listOf).map(exceptionOf),
    unusedBaseline: memberOf(found, 'unusedBaseline', listOf).map(baselineEntryOf),
  };
}

function exceptionOf(value: JsonValue): Exception {
  const found = objectOf(value, 'exceptions');
  return {
    id: memberOf(found, 'id', textOf),
    name: memberOf(found, 'name', textOf),
    list: memberOf(found, 'list', textOf),
    expires: memberOf(found, 'expires', optionalText),
    osTypes: [],
    entries: [],
  };
}

function baselineEntryOf(value: JsonValue): FilterSummary['unusedBaseline'][number] {
  const found = objectOf(value, 'unusedBaseline');
  return {
    file: memberOf(found, 'file', textOf),
    unit: oneOf(own(found, 'unit'), ['line', 'match', 'lead'] as const, 'unit'),
    number: memberOf(found, 'number', countOf),
    index: memberOf(found, 'index', optionalText),
    id: memberOf(found, 'id', optionalText),
  };
}

/** What the filters of several scans suppressed. An entry of a baseline is unused if it is in all of them. */
export function joined(one: FilterSummary, other: FilterSummary): FilterSummary {
  const covered = new Map<string, FilterSummary['exceptions'][number]>();
  for (const item of [...one.exceptions, ...other.exceptions]) {
    const key = keyOf(item.exception);
    const known = covered.get(key)?.covered ?? 0;
    covered.set(key, { exception: item.exception, covered: known + item.covered });
  }
  const expired = new Map([...one.expired, ...other.expired].map((item) => [keyOf(item), item]));
  const unused = new Set(other.unusedBaseline.map(entryKey));
  return {
    outOfWindow: one.outOfWindow + other.outOfWindow,
    outOfScope: one.outOfScope + other.outOfScope,
    withoutTime: one.withoutTime + other.withoutTime,
    covered: one.covered + other.covered,
    known: one.known + other.known,
    leads: one.leads + other.leads,
    exceptions: [...covered.values()],
    expired: [...expired.values()],
    unusedBaseline: one.unusedBaseline.filter((entry) => unused.has(entryKey(entry))),
  };
}

function keyOf({ list, id, name }: Exception): string {
  return JSON.stringify([list, id, name]);
}

function entryKey({ file, unit, number }: FilterSummary['unusedBaseline'][number]): string {
  return JSON.stringify([file, unit, number]);
}

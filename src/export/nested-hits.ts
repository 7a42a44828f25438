import {
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  own,
  ownString,
} from '../json/value.js';

/** A list of hits inside another hit (`inner_hits`) or an aggregation (`top_hits`), with its own total. */
export interface NestedHits {
  /** The object with the list and the total. */
  readonly hits: JsonObject;
  readonly list: readonly JsonValue[];
}

/** The `inner_hits` of a hit. Those of nested objects, which are parts of the hit itself, are left out. */
export function innerHits(hit: JsonObject): NestedHits[] {
  const inner = own(hit, 'inner_hits');
  if (!isObject(inner)) return [];
  return Object.values(inner)
    .flatMap(nestedHits)
    .map(({ hits, list }) => ({
      hits,
      list: list.filter((one) => !isObject(one) || own(one, '_nested') === undefined),
    }))
    .filter(({ list }) => list.length > 0);
}

/** The results of `top_hits` in aggregations, at any depth. */
export function topHits(aggregations: JsonValue | undefined): NestedHits[] {
  const found: NestedHits[] = [];
  const rest = [aggregations];
  while (rest.length > 0) {
    const value = rest.pop();
    const inside = nestedHits(value);
    if (inside.length > 0) found.push(...inside);
    else if (isArray(value) || isObject(value)) {
      for (const one of Object.values(value).reverse()) {
        if (typeof one === 'object') rest.push(one);
      }
    }
  }
  return found;
}

function nestedHits(value: JsonValue | undefined): NestedHits[] {
  const hits = isObject(value) ? own(value, 'hits') : undefined;
  const list = isObject(hits) ? own(hits, 'hits') : undefined;
  return isObject(hits) && isArray(list) ? [{ hits, list }] : [];
}

/** What identifies a hit: its index and id; undefined if it has no id. */
export function hitKey(hit: JsonValue): string | undefined {
  const id = isObject(hit) ? ownString(hit, '_id') : undefined;
  return isObject(hit) && id !== undefined
    ? JSON.stringify([ownString(hit, '_index'), id])
    : undefined;
}

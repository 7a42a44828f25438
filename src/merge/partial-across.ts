import type { Page } from '../export/collection.js';
import { type JsonObject, type JsonValue, own } from '../json/value.js';
import type { AcrossInputs, KeptPage } from '../scan/across-inputs.js';
import type { Fault, Problem } from '../scan/finding.js';
import {
  countOf,
  flagOf,
  listOf,
  memberOf,
  objectOf,
  oneOf,
  optionalText,
  textOf,
} from './checked.js';
import { problemOf } from './partial-report.js';

const relations: readonly Page['relation'][] = ['eq', 'gte'];
/** Kinds of faults that are decided anew when reports are merged: no other can be taken back. */
const decidedAnew: readonly Fault['kind'][] = [
  'fewer-hits',
  'assumed-pages',
  'no-events',
  'no-file-event',
  'only-other-events',
];
const searches = ['scroll', 'pit'] as const;

/**
 * What concerns the inputs of a report together. Inputs have the report's names.
 *
 * @throws ReportError if it is not as expected.
 */
export function acrossOf(value: JsonValue): AcrossInputs {
  const found = objectOf(value, 'across');
  return {
    documents: memberOf(found, 'documents', countOf),
    endpointEvents: memberOf(found, 'endpointEvents', countOf),
    fileEvents: memberOf(found, 'fileEvents', countOf),
    pages: memberOf(found, 'pages', listOf).map(keptPageOf),
    findings: memberOf(found, 'findings', listOf).map(acrossFindingOf),
    isCut: memberOf(found, 'isCut', flagOf),
  };
}

/** A finding is only compared with the problems that the report lists, which have messages. */
function acrossFindingOf(value: JsonValue): Problem {
  const found = objectOf(value, 'findings');
  oneOf(own(memberOf(found, 'fault', objectOf), 'kind'), decidedAnew, 'findings');
  return problemOf({ ...found, message: '' });
}

function keptPageOf(value: JsonValue): KeptPage {
  const found = objectOf(value, 'pages');
  return { ...placeOf(found), page: pageOf(memberOf(found, 'page', objectOf)) };
}

function placeOf(found: JsonObject): Pick<KeptPage, 'input' | 'line' | 'byteOffset'> {
  return {
    input: memberOf(found, 'input', textOf),
    line: memberOf(found, 'line', countOf),
    byteOffset: memberOf(found, 'byteOffset', countOf),
  };
}

function pageOf(page: JsonObject): Page {
  const search = own(page, 'search');
  const sort = own(page, 'sort');
  return {
    hits: memberOf(page, 'hits', countOf),
    total: memberOf(page, 'total', countOf),
    relation: oneOf(own(page, 'relation'), relations, 'relation'),
    firstId: memberOf(page, 'firstId', optionalText),
    search: search === undefined ? undefined : searchOf(objectOf(search, 'search')),
    sort: sort === undefined ? undefined : sortOf(objectOf(sort, 'sort')),
  };
}

function searchOf(search: JsonObject): NonNullable<Page['search']> {
  return { kind: oneOf(own(search, 'kind'), searches, 'kind'), id: memberOf(search, 'id', textOf) };
}

function sortOf(sort: JsonObject): NonNullable<Page['sort']> {
  return { first: own(sort, 'first') ?? null, last: own(sort, 'last') ?? null };
}

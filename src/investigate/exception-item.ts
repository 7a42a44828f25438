import { createHash } from 'node:crypto';
import * as ecs from '../event/ecs.js';
import type { Field } from '../event/fields.js';
import { Exceptions, type FieldEntry } from '../filter/exceptions.js';
import type { JsonObject } from '../json/value.js';
import { replaceHostile } from '../report/sanitize.js';
import type { RuleIdentity } from '../rule/rule.js';

export interface ExceptionItem {
  /** Derived from the entries, so that the same occurrence always has the same id. */
  readonly id: string;
  readonly name: string;
  /** The item covers an event if all of them do. */
  readonly entries: readonly FieldEntry[];
  /** What the entries have in common with the events that it covers. */
  readonly description?: string;
  readonly comments?: readonly string[];
}

/**
 * What identifies an occurrence: the user, the command, the file and the host, each by the first field of its row that the
 * event has. The rule's guide recommends exceptions by user and command; path and host keep them from covering others.
 */
const identifying: readonly (readonly Field[])[] = [
  [ecs.userName, ecs.userId],
  [ecs.processCommandLine, ecs.processExecutable],
  [ecs.filePath],
  [ecs.hostId, ...ecs.hostNames],
];

/**
 * An exception list that covers some events, and no others unless they have the same user, command line, path and host.
 * If a field has several values, any event that has them all is covered: an entry cannot exclude additional values.
 *
 * It has the format of Kibana's export: the list, its items and their counts, one object per line. Events of the same
 * occurrence share an item; events that no item can cover exactly have none ({@link exceptionItem}). Ids are derived from the
 * contents, so that the same events give the same list, byte for byte.
 *
 * In Elasticsearch, an item does not cover events with an identifying value of more than 1,024 characters, because such
 * a value is not indexed (`ignore_above`): these events still raise alerts.
 *
 * Source: elastic/kibana, the schemas for importing lists and items.
 */
export function exceptionList(
  documents: readonly { readonly event: JsonObject }[],
  rule: Pick<RuleIdentity, 'name'>,
): string {
  const items = new Map<string, ExceptionItem>();
  for (const { event } of documents) {
    const item = exceptionItem(event);
    if (item !== undefined && !items.has(item.id)) items.set(item.id, item);
  }
  return exceptionListOf([...items.values()], rule);
}

/** A list of items in the format of Kibana's export. @param note what else to say about it. */
export function exceptionListOf(
  items: readonly ExceptionItem[],
  rule: Pick<RuleIdentity, 'name'>,
  note = '',
): string {
  const listId = derivedId(items.map(({ id }) => id).sort());
  const lines = [
    {
      list_id: listId,
      name: 'Investigated init scripts',
      description: `Matches of the rule ${rule.name}, suggested by initd-scan.${note === '' ? '' : ` ${note}`}`,
      type: 'detection',
      namespace_type: 'single',
      os_types: [],
      tags: [],
    },
    ...items.map(({ id, name, entries, description, comments = [] }) => ({
      list_id: listId,
      item_id: id,
      name,
      description: description ?? 'Same user, command, file and host.',
      type: 'simple',
      namespace_type: 'single',
      os_types: [],
      tags: [],
      comments: comments.map((comment) => ({ comment })),
      entries,
    })),
    {
      exported_exception_list_count: 1,
      exported_exception_list_item_count: items.length,
      missing_exception_list_item_count: 0,
      missing_exception_list_items: [],
      missing_exception_lists: [],
      missing_exception_lists_count: 0,
    },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * The item that covers an event and others of the same occurrence.
 *
 * @returns undefined if no item can cover it: a field has an object instead of a value, which no index accepts, or an
 *   empty value among others, which no entry can match.
 */
export function exceptionItem(event: JsonObject): ExceptionItem | undefined {
  const entries: FieldEntry[] = [];
  for (const fields of identifying) {
    const some = entriesOf(fields, event);
    if (some === undefined) return undefined;
    entries.push(...some);
  }
  const item = { id: derivedId(entries), name: itemName(event), entries };
  const covering = new Exceptions([{ ...item, list: '', osTypes: [] }]).suppressing(event);
  return covering.length > 0 ? item : undefined;
}

/** Entries that match the first field that has a value, and the absence of the preceding fields. */
export function entriesOf(
  fields: readonly Field[],
  event: JsonObject,
): readonly FieldEntry[] | undefined {
  const absent: FieldEntry[] = [];
  for (const field of fields) {
    const values = [...new Set(field.values(event))].sort();
    if (values.length > 0) {
      const present = entriesMatchingAll(field.name, values);
      return present === undefined ? undefined : [...absent, ...present];
    }
    absent.push({ type: 'exists', field: field.name, operator: 'excluded' });
  }
  return absent;
}

/** Entries that match a field with all of these values. Kibana rejects a `match` of an empty or blank value. */
function entriesMatchingAll(
  field: string,
  values: readonly string[],
): readonly FieldEntry[] | undefined {
  if (values.includes('')) {
    return values.length > 1
      ? undefined
      : [
          { type: 'exists', field, operator: 'included' },
          { type: 'wildcard', field, operator: 'excluded', value: '?*' },
        ];
  }
  return values.map((value) =>
    value.trim() === ''
      ? { type: 'wildcard', field, operator: 'included', value: value.replace(/./gsu, '\\$&') }
      : { type: 'match', field, operator: 'included', value },
  );
}

const maxNameCharacters = 200;

function itemName(event: JsonObject): string {
  const [path = 'no path'] = ecs.valuesOf(event, ecs.filePath);
  const [host = 'unknown host'] = [...ecs.hostOf(event), ...ecs.valuesOf(event, ecs.hostId)];
  return safeText(`${path} on ${host}`);
}

/** Text from events without characters that could mislead who reads it, and not too long. */
export function safeText(text: string, maxCharacters: number = maxNameCharacters): string {
  const characters = Array.from(replaceHostile(text, () => '\ufffd'));
  return characters.length > maxCharacters
    ? `${characters.slice(0, maxCharacters).join('')}…`
    : characters.join('');
}

export function derivedId(content: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return `initd-scan-${hash.slice(0, 32)}`;
}

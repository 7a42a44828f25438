import { createHash } from 'node:crypto';
import {
  filePath,
  hostId,
  hostName,
  processCommandLine,
  processExecutable,
  userId,
  userName,
} from '../event/ecs.js';
import type { Field } from '../event/fields.js';
import { Exceptions, type FieldEntry } from '../filter/exceptions.js';
import type { JsonObject } from '../json/value.js';
import { replaceHostile } from '../report/sanitize.js';

/** What an exception item is made of. */
export interface ExceptionSubject {
  /** The event's own fields, in any mix of nested and dotted spelling. */
  readonly event: JsonObject;
}

/** An item of an exception list, before it is put into one. */
export interface ExceptionItem {
  /** Made of the entries alone: the same case has the same id every time. */
  readonly id: string;
  readonly name: string;
  /** All of them have to hold. */
  readonly entries: readonly FieldEntry[];
}

/**
 * What makes a case: who, by what command, which file, on which host. Of each row the first field that the event has
 * counts. Users and commands are what the rule's guide advises exceptions to be made on; filePath and host keep them from
 * covering another case.
 */
const identifying: readonly (readonly Field[])[] = [
  [userName, userId],
  [processCommandLine, processExecutable],
  [filePath],
  [hostId, hostName],
];

const hosts: readonly Field[] = [hostName, hostId];

/**
 * The exception list that covers these events and, as long as fields have one value each, no other ones than those of
 * the same user, command line, filePath and host. Where a field of the event has several values, an event is covered that
 * has all of them: no entry can say that there is no further one.
 *
 * The form is that of Kibana's export: the list, its items, their counts, an object a line. Events of the same case
 * share an item, and those of which no item can be made ({@link exceptionItem}) have none. The ids are made of what the
 * list holds, so that the same events make the same list, byte for byte.
 *
 * In Elasticsearch an item does not cover events with an identifying value over 1,024 characters, which its index
 * drops (`ignore_above`): there, they raise alerts further on.
 *
 * Source: elastic/kibana, the import's schemas of lists and their items.
 */
export function exceptionList(subjects: readonly ExceptionSubject[]): string {
  const items = new Map<string, ExceptionItem>();
  for (const { event } of subjects) {
    const item = exceptionItem(event);
    if (item !== undefined && !items.has(item.id)) items.set(item.id, item);
  }
  const listId = idOf([...items.keys()].sort());
  const lines = [
    {
      list_id: listId,
      name: 'Init scripts that were looked into',
      description: 'Cases of the rule System V Init Script Created, suggested by initd-scan.',
      type: 'detection',
      namespace_type: 'single',
      os_types: [],
      tags: [],
    },
    ...Array.from(items.values(), ({ id, name, entries }) => ({
      list_id: listId,
      item_id: id,
      name,
      description: 'The same user, command, file and host.',
      type: 'simple',
      namespace_type: 'single',
      os_types: [],
      tags: [],
      comments: [],
      entries,
    })),
    {
      exported_exception_list_count: 1,
      exported_exception_list_item_count: items.size,
      missing_exception_list_item_count: 0,
      missing_exception_list_items: [],
      missing_exception_lists: [],
      missing_exception_lists_count: 0,
    },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * The item that covers an event's case.
 *
 * @returns undefined where no item can: objects stand where a field's value should be, which no index would take; or
 *   an empty value stands among others, which no entry can ask for.
 */
export function exceptionItem(event: JsonObject): ExceptionItem | undefined {
  const entries: FieldEntry[] = [];
  for (const fields of identifying) {
    const some = entriesOf(fields, event);
    if (some === undefined) return undefined;
    entries.push(...some);
  }
  const item = { id: idOf(entries), name: nameOf(event), entries };
  const covering = new Exceptions([{ ...item, list: '', osTypes: [] }]).covering(event);
  return covering.length > 0 ? item : undefined;
}

/** The entries for the first of the fields that has a value, and for the absence of those before it. */
function entriesOf(fields: readonly Field[], event: JsonObject): readonly FieldEntry[] | undefined {
  const absent: FieldEntry[] = [];
  for (const field of fields) {
    const values = [...new Set(field.values(event))].sort();
    if (values.length > 0) {
      const present = havingAll(field.name, values);
      return present === undefined ? undefined : [...absent, ...present];
    }
    absent.push({ type: 'exists', field: field.name, operator: 'excluded' });
  }
  return absent;
}

/** The entries that hold where a field has all of these values. Kibana takes no `match` of an empty or blank text. */
function havingAll(field: string, values: readonly string[]): readonly FieldEntry[] | undefined {
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

/** The longest name of an item, in characters. */
const mostNameCharacters = 200;

function nameOf(event: JsonObject): string {
  const on = hosts.map((field) => field.first(event)).find((name) => name !== undefined);
  const name = `${filePath.first(event) ?? 'no filePath'} on ${on ?? 'an unknown host'}`;
  const characters = Array.from(replaceHostile(name, () => '\ufffd'));
  return characters.length > mostNameCharacters
    ? `${characters.slice(0, mostNameCharacters).join('')}…`
    : characters.join('');
}

function idOf(content: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return `initd-scan-${hash.slice(0, 32)}`;
}

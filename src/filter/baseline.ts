import type { Document } from '../export/document.js';
import { interpret } from '../export/interpret.js';
import { UsageError } from '../io/errors.js';
import { isArray, isObject, type JsonValue, own, parsed } from '../json/value.js';
import { contentOf } from './content.js';
import { readTextFile } from './read-file.js';

/** A document that an earlier run reported. */
export interface BaselineEntry {
  readonly file: string;
  /** What `number` counts: lines of ndjson, or matches or leads of a json report. */
  readonly unit: 'line' | 'match' | 'lead';
  /** From 1. */
  readonly number: number;
  readonly index?: string | undefined;
  readonly id?: string | undefined;
}

/** A document with what identifies it. */
export type BaselineDocument = Omit<Document, 'envelope'>;

const hint = 'use the output of an earlier run with -f ndjson or -f json';

/**
 * The documents that earlier runs reported.
 *
 * Two documents are the same if their `_index` and `_id` are equal or, when either has no id, if their fields are equal
 * in any order.
 */
export class Baseline {
  readonly #byId = new Map<string, BaselineEntry>();
  readonly #byContent = new Map<string, BaselineEntry>();
  /** Only the entries without an id. */
  readonly #withoutIdByContent = new Map<string, BaselineEntry>();
  readonly #unused = new Set<BaselineEntry>();

  /** @throws UsageError with file and line if a file is not the output of an earlier run. */
  constructor(files: readonly string[]) {
    for (const file of files) {
      for (const [entry, document] of entriesOf(file)) this.#add(entry, document);
    }
  }

  /** Entries whose documents did not occur. */
  get unused(): readonly BaselineEntry[] {
    return [...this.#unused];
  }

  has(document: BaselineDocument): boolean {
    const id = idOf(document);
    const content = (): string => contentOf(document.event);
    const entry =
      id === undefined
        ? this.#byContent.get(content())
        : (this.#byId.get(id) ?? this.#withoutIdByContent.get(content()));
    if (entry === undefined) return false;
    this.#unused.delete(entry);
    return true;
  }

  #add(entry: BaselineEntry, document: BaselineDocument): void {
    const id = idOf(document);
    const content = contentOf(document.event);
    const isKnown = id === undefined ? this.#withoutIdByContent.has(content) : this.#byId.has(id);
    if (isKnown) return;
    if (id === undefined) this.#withoutIdByContent.set(content, entry);
    else this.#byId.set(id, entry);
    this.#byContent.set(content, entry);
    this.#unused.add(entry);
  }
}

function idOf({ index, id }: BaselineDocument): string | undefined {
  return index === undefined || id === undefined ? undefined : JSON.stringify([index, id]);
}

/** The entries of a file, with their documents. */
function* entriesOf(file: string): Generator<[BaselineEntry, BaselineDocument]> {
  const text = readTextFile(file);
  const report = listsOfReport(text);
  if (report !== undefined) {
    for (const [unit, items] of report) {
      for (const [at, item] of items.entries()) {
        const document = documentOfItem(item);
        if (document === undefined)
          throw new UsageError(`${file}: ${unit} ${at + 1} has no event`, hint);
        const { index, id } = document;
        yield [{ file, unit, number: at + 1, index, id }, document];
      }
    }
    return;
  }
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const document = documentOfLine(line);
    if (document === undefined)
      throw new UsageError(`${file}:${at + 1}: not an event or search hit`, hint);
    const { index, id } = document;
    yield [{ file, unit: 'line', number: at + 1, index, id }, document];
  }
}

/** The matches and leads of a json report; undefined if the text is not one. */
function listsOfReport(
  text: string,
): readonly (readonly ['match' | 'lead', readonly JsonValue[]])[] | undefined {
  const report = parsed(text);
  if (!isObject(report)) return undefined;
  const tool = own(report, 'tool');
  const matches = own(report, 'matches');
  const isOurs = isObject(tool) && own(tool, 'name') === 'initd-scan';
  if (!isOurs || !isArray(matches)) return undefined;
  const leads = own(report, 'leads');
  return [
    ['match', matches],
    ['lead', isArray(leads) ? leads : []],
  ];
}

function documentOfItem(match: JsonValue): BaselineDocument | undefined {
  const event = isObject(match) ? own(match, 'event') : undefined;
  const source = isObject(match) ? own(match, 'source') : undefined;
  if (!isObject(event) || !isObject(source)) return undefined;
  const [index, id] = ['index', 'id'].map((key) => {
    const value = own(source, key);
    return typeof value === 'string' ? value : undefined;
  });
  return { event, index, id };
}

function documentOfLine(line: string): Document | undefined {
  try {
    const found = interpret(JSON.parse(line) as JsonValue);
    return found.kind === 'document' ? found.document : undefined;
  } catch {
    return undefined;
  }
}

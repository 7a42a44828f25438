import { createHash } from 'node:crypto';
import { type Document, interpret } from '../export/document.js';
import { UsageError } from '../io/errors.js';
import { isArray, isObject, type JsonObject, type JsonValue, own } from '../json/value.js';
import { readTextFile } from './read-file.js';

/** A document that an earlier run put out. */
export interface BaselineEntry {
  readonly file: string;
  /** What is counted: lines of ndjson, or the matches of a json report. */
  readonly unit: 'line' | 'match';
  /** From 1. */
  readonly number: number;
  readonly index?: string;
  readonly id?: string;
}

/** What tells a document from others. */
export interface Identity {
  readonly event: JsonObject;
  readonly index?: string | undefined;
  readonly id?: string | undefined;
}

const hint = 'give matches of an earlier run, as -f ndjson or -f json wrote them';

/**
 * The documents that earlier runs put out.
 *
 * A document is the same where `_index` and `_id` are, exactly as given. Where either side has none, its fields decide:
 * the same values under the same names, in whatever order and white space.
 */
export class Baseline {
  readonly #byId = new Map<string, BaselineEntry>();
  readonly #byContent = new Map<string, BaselineEntry>();
  readonly #byContentAlone = new Map<string, BaselineEntry>();
  readonly #unused = new Set<BaselineEntry>();

  /** @throws UsageError with file and line where a file is not what an earlier run wrote. */
  constructor(files: readonly string[]) {
    for (const file of files) {
      for (const { entry, document } of entriesOf(file)) this.#add(entry, document);
    }
  }

  /** Entries that no document was asked for. */
  get unused(): readonly BaselineEntry[] {
    return [...this.#unused];
  }

  /** Whether a document is known. */
  holds(document: Identity): boolean {
    const id = idOf(document);
    const content = (): string => contentOf(document.event);
    const entry =
      id === undefined
        ? this.#byContent.get(content())
        : (this.#byId.get(id) ?? this.#byContentAlone.get(content()));
    if (entry === undefined) return false;
    this.#unused.delete(entry);
    return true;
  }

  #add(entry: BaselineEntry, document: Identity): void {
    const id = idOf(document);
    const content = contentOf(document.event);
    const known = id === undefined ? this.#byContentAlone.has(content) : this.#byId.has(id);
    if (known) return;
    if (id === undefined) this.#byContentAlone.set(content, entry);
    else this.#byId.set(id, entry);
    this.#byContent.set(content, entry);
    this.#unused.add(entry);
  }
}

function idOf({ index, id }: Identity): string | undefined {
  return index === undefined || id === undefined ? undefined : JSON.stringify([index, id]);
}

/** A hash of a document's fields, whatever their order. */
function contentOf(event: JsonObject): string {
  return createHash('sha256').update(canonical(event)).digest('base64');
}

/** Compact JSON with sorted keys. */
function canonical(value: JsonValue): string {
  return JSON.stringify(value, (_, node: JsonValue) =>
    isObject(node)
      ? Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)))
      : node,
  );
}

function* entriesOf(file: string): Generator<{ entry: BaselineEntry; document: Identity }> {
  const text = readTextFile(file);
  const matches = matchesOfReport(text);
  if (matches === undefined) yield* entriesOfLines(file, text);
  else yield* entriesOfReport(file, matches);
}

/** The matches of a json report; undefined where the text is none. */
function matchesOfReport(text: string): readonly JsonValue[] | undefined {
  let report: JsonValue;
  try {
    report = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  if (!isObject(report)) return undefined;
  const tool = own(report, 'tool');
  const matches = own(report, 'matches');
  const isOurs = isObject(tool) && own(tool, 'name') === 'initd-scan';
  return isOurs && isArray(matches) ? matches : undefined;
}

function* entriesOfReport(
  file: string,
  matches: readonly JsonValue[],
): Generator<{ entry: BaselineEntry; document: Identity }> {
  for (const [at, match] of matches.entries()) {
    const event = isObject(match) ? own(match, 'event') : undefined;
    const source = isObject(match) ? own(match, 'source') : undefined;
    if (!isObject(event) || !isObject(source)) {
      throw new UsageError(`${file}: match ${at + 1} has no event`, hint);
    }
    const document = { event, ...textMember(source, 'index'), ...textMember(source, 'id') };
    yield { entry: entryOf(file, 'match', at + 1, document), document };
  }
}

function* entriesOfLines(
  file: string,
  text: string,
): Generator<{ entry: BaselineEntry; document: Identity }> {
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const document = documentOf(line);
    if (document === undefined) throw new UsageError(`${file}:${at + 1}: no document`, hint);
    yield { entry: entryOf(file, 'line', at + 1, document), document };
  }
}

function documentOf(line: string): Document | undefined {
  try {
    const reading = interpret(JSON.parse(line) as JsonValue);
    return reading.form === 'document' ? reading.document : undefined;
  } catch {
    return undefined;
  }
}

function entryOf(
  file: string,
  unit: BaselineEntry['unit'],
  number: number,
  { index, id }: Identity,
): BaselineEntry {
  return {
    file,
    unit,
    number,
    ...(index === undefined ? {} : { index }),
    ...(id === undefined ? {} : { id }),
  };
}

function textMember<Key extends string>(
  object: JsonObject,
  key: Key,
): { readonly [Name in Key]?: string } {
  const value = own(object, key);
  return typeof value === 'string' ? ({ [key]: value } as { [Name in Key]?: string }) : {};
}

import type { Writer } from '../io/writer.js';
import { disarmJson, safeJson, sanitizeJson } from './sanitize.js';

/** What surrounds the list of a {@link JsonDocument}. */
interface DocumentLayout {
  /** Opening brackets and everything else before the members. */
  readonly start: string;
  readonly members: readonly string[];
  readonly list: string;
  readonly end: string;
}

/**
 * Writes a JSON document incrementally, so that memory does not grow with it: members, a list with one item per line,
 * more members. Nothing is written before the first item or the end.
 */
export class JsonDocument {
  readonly #write: (json: string) => void | Promise<void>;
  readonly #end: string;
  /** What to write before the first item of the list; undefined once written. */
  #opening: string | undefined;

  constructor(writer: Writer, terminal: boolean, { start, members, list, end }: DocumentLayout) {
    this.#write = (json) => writer.write(safeJson(json, terminal));
    this.#end = end;
    this.#opening = `${start}\n${[...members, `"${list}":[`].join(',\n')}`;
  }

  /** Adds an item, given as JSON, to the list. */
  add(item: string): void | Promise<void> {
    const lead = this.#opening ?? ',';
    this.#opening = undefined;
    return this.#write(`${lead}\n${item}`);
  }

  startList(name: string): void {
    this.#opening = `${this.#endOfList()},\n"${name}":[`;
  }

  close(members: readonly string[]): void | Promise<void> {
    return this.#write(`${[this.#endOfList(), ...members].join(',\n')}\n${this.#end}\n`);
  }

  #endOfList(): string {
    return this.#opening === undefined ? '\n]' : `${this.#opening}]`;
  }
}

/** A value as an indented JSON document that is safe to show on a terminal and in the log of a CI run. */
export function jsonText(value: unknown): string {
  return `${disarmJson(sanitizeJson(JSON.stringify(value, null, 2)))}\n`;
}

/** A member of a document. The value must be serializable. */
export function valueMember(name: string, value: unknown): string {
  return `"${name}":${JSON.stringify(value)}`;
}

/** A member of a document that is an array of items given as JSON, one per line. */
export function listMember(name: string, items: readonly string[]): string {
  return `"${name}":${jsonList(items)}`;
}

/** An array of items given as JSON, one per line. */
export function jsonList(items: readonly string[]): string {
  return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n]`;
}

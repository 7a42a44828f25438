import { withoutMember } from './member-text.js';
import { keyOf, stringEnd } from './strings.js';
import { isArray, isObject, type JsonObject, type JsonValue, own } from './value.js';

/** A bracket that is open while a text is read. */
interface OpenBracket {
  readonly start: number;
  /** What `JSON.parse` made of it; undefined if a later member with the same key replaced it. */
  readonly node: JsonValue | undefined;
  /** The element's index in an array. */
  index: number;
  /** The member's key in an object. */
  key: string;
  expectsKey: boolean;
}

/**
 * Finds the texts of objects and arrays in the text of a JSON value, so that numbers keep all their digits.
 *
 * @param text must be valid JSON.
 * @param value what `JSON.parse` makes of it.
 * @param wanted objects and arrays in the value, or the value itself; by default, all of them.
 * @returns the text of each, as it was written.
 */
export function elementTexts(
  text: string,
  value: JsonValue,
  wanted?: ReadonlySet<JsonValue>,
): Map<JsonValue, string> {
  const spans = new Map<JsonValue, readonly [start: number, end: number]>();
  const stack: OpenBracket[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const top = stack.at(-1);
    switch (text[at]) {
      case '"': {
        const end = stringEnd(text, at);
        if (top?.expectsKey) top.key = keyOf(text.slice(at, end));
        at = end - 1;
        break;
      }
      case '{':
      case '[': {
        const isObjectText = text[at] === '{';
        const node = top === undefined ? value : childOf(top);
        const isSame = isObjectText ? isObject(node) : isArray(node);
        stack.push({
          start: at,
          node: isSame ? node : undefined,
          index: 0,
          key: '',
          expectsKey: isObjectText,
        });
        break;
      }
      case ':':
        if (top !== undefined) top.expectsKey = false;
        break;
      case ',':
        if (isArray(top?.node)) top.index += 1;
        else if (isObject(top?.node)) top.expectsKey = true;
        break;
      case '}':
      case ']':
        stack.pop();
        // If a key is repeated, the last member counts, and its text replaces that of the others.
        if (top?.node !== undefined && wanted?.has(top.node) !== false) {
          spans.set(top.node, [top.start, at + 1]);
        }
    }
  }
  return new Map([...spans].map(([node, [start, end]]) => [node, text.slice(start, end)]));
}

/** The texts of a JSON value and of objects in it, each of which is found when it is first wanted. */
export class JsonTexts {
  readonly #value: JsonValue;
  readonly #text: string;
  #expected: ReadonlySet<JsonValue> | undefined;
  #texts: ReadonlyMap<JsonValue, string> | undefined;

  /** @param text must be valid JSON, and `value` what `JSON.parse` makes of it. */
  constructor(value: JsonValue, text: string) {
    this.#value = value;
    this.#text = text;
  }

  /** States which objects in the value may be asked for, to save memory. All of their texts are found at once. */
  expect(objects: readonly JsonValue[]): void {
    this.#expected = new Set(objects);
    this.#texts = undefined;
  }

  /** The text of an object as it was written. An object that is not in the value is serialized. */
  textOf(object: JsonValue): string {
    if (object === this.#value) return this.#text;
    this.#texts ??= elementTexts(this.#text, this.#value, this.#expected);
    return this.#texts.get(object) ?? JSON.stringify(object);
  }

  /** The text of a document on one line. Inner hits are left out, because they are documents of their own. */
  lineOf(object: JsonObject): string {
    const text = onOneLine(this.textOf(object)).trim();
    return own(object, 'inner_hits') === undefined ? text : withoutMember(text, 'inner_hits');
  }
}

/** JSON text without line breaks, which it can only have outside strings. */
export function onOneLine(text: string): string {
  // Most text has none, which native searches find out fastest.
  if (!text.includes('\n') && !text.includes('\r')) return text;
  return text.replace(/[\r\n]+/g, '');
}

function childOf({ node, index, key }: OpenBracket): JsonValue | undefined {
  if (isArray(node)) return node[index];
  return isObject(node) ? own(node, key) : undefined;
}

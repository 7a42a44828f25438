import {
  closingBrace,
  closingBracket,
  colon,
  comma,
  newline,
  openingBrace,
  openingBracket,
  quote,
} from './ascii.js';

/** A whole JSON object in damaged text: `text[start, end)`. */
export interface RecoveredObject {
  readonly start: number;
  readonly end: number;
  /** Its JSON: the text, but with JSON for what JSON does not have (see {@link recoverObjects}). */
  readonly json: string;
}

/** A token that is not JSON although its meaning is clear, and its JSON. */
interface Repair {
  readonly start: number;
  readonly end: number;
  readonly json: string;
}

interface OpenContainer {
  readonly start: number;
  readonly isObject: boolean;
  /** Number of objects found before it began; those after them are inside it. */
  readonly found: number;
}

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end';

/** Kibana's Console writes strings with line breaks this way. */
const tripleQuote = '"""';

const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const notANumber = /(?:NaN|-?Infinity)(?!\w)/y;
const validEscape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const objectStart = /\{(?=[ \t\r\n]*["}])/g;
// biome-ignore-start lint/suspicious/noControlCharactersInRegex: JSON strings cannot contain these.
const controlCharacter = /[\0-\x1f]/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: see above.

/** Maximum number of spaces between a bracket and the first key of an object that begins in a string. */
const maxSpaceBeforeKey = 64;

/**
 * Finds the whole JSON objects in text that is not JSON: behind a prefix, between fragments, after a line that breaks
 * off. Of nested objects, it finds only the outermost one that is whole.
 *
 * Control characters in strings, `"""` strings, `NaN` and `Infinity` are read as what their writers mean. An object
 * that begins in a string is found only if the text breaks off in that string, so a string cannot pose as an object.
 *
 * Takes time linear in the length of the text.
 */
export function recoverObjects(text: string): RecoveredObject[] {
  const found: RecoveredObject[] = [];
  const marks: Marks = {
    backslash: new NextIndex((from) => text.indexOf('\\', from)),
    control: new NextIndex((from) => indexOf(controlCharacter, text, from)),
  };
  for (let at = indexOf(objectStart, text, 0); at >= 0; ) {
    const parser = new FragmentParser(text, at, marks);
    const next = parser.parse();
    parser.addObjects(found);
    at = indexOf(objectStart, text, next);
  }
  return found;
}

/** The JSON of the objects that {@link recoverObjects} finds. */
export function recoverTexts(text: string): string[] {
  return recoverObjects(text).map(({ json }) => json);
}

/** The index of the next match of an expression that is global; -1 if there is none. */
function indexOf(expression: RegExp, text: string, from: number): number {
  expression.lastIndex = from;
  return expression.exec(text)?.index ?? -1;
}

/** Finds the next of some characters, at positions that mostly increase, without searching any part twice. */
class NextIndex {
  readonly #search: (from: number) => number;
  /** There is none in `[from, found)`. */
  #from = 0;
  #found = -1;

  /** @param search the index of the first one from an index on; -1 if there is none. */
  constructor(search: (from: number) => number) {
    this.#search = search;
  }

  /** The index of the next one at or after `start`; Infinity if there is none. */
  after(start: number): number {
    // Before `from` is one, so this does not search far.
    if (start < this.#from) this.#searchFrom(start);
    while (this.#found < start) this.#searchFrom(this.#found + 1);
    return this.#found;
  }

  #searchFrom(from: number): void {
    const found = this.#search(from);
    this.#from = from;
    this.#found = found < 0 ? Number.POSITIVE_INFINITY : found;
  }
}

/** What rarely occurs in strings, but must be known of each. */
interface Marks {
  readonly backslash: NextIndex;
  readonly control: NextIndex;
}

/** Parses text that begins like an object as far as it is valid. */
class FragmentParser {
  readonly #text: string;
  readonly #marks: Marks;
  readonly #open: OpenContainer[] = [];
  readonly #found: { readonly start: number; readonly end: number }[] = [];
  readonly #repairs: Repair[] = [];
  #at: number;
  #expected: Expected = 'value';
  /** The index of the closing quote if the last token is a string. */
  #lastQuote = -1;

  constructor(text: string, start: number, marks: Marks) {
    this.#text = text;
    this.#marks = marks;
    this.#at = start;
  }

  /** Parses to the end of the object, or to the first error. Returns where another object may begin. */
  parse(): number {
    while (this.#readToken()) if (this.#open.length === 0) return this.#at;
    // If the text breaks off in a string, the first quote of the object behind it ends that string.
    const before = this.#text.slice(
      Math.max(0, this.#lastQuote - maxSpaceBeforeKey),
      Math.max(0, this.#lastQuote),
    );
    const brace = /\{[ \t\r\n]*$/.exec(before);
    return brace === null ? this.#at : this.#lastQuote - brace[0].length;
  }

  /** Adds the whole objects in what was parsed. */
  addObjects(objects: RecoveredObject[]): void {
    let next = 0;
    for (const { start, end } of this.#found) {
      let json = '';
      let from = start;
      for (let repair = this.#repairs[next]; repair !== undefined && repair.start < end; ) {
        if (repair.start >= start) {
          json += this.#text.slice(from, repair.start) + repair.json;
          from = repair.end;
        }
        next += 1;
        repair = this.#repairs[next];
      }
      objects.push({ start, end, json: json + this.#text.slice(from, end) });
    }
  }

  /** Reads the next token. False if it is not valid in its place. */
  #readToken(): boolean {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 0x20 || code === newline || code === 0x0d || code === 0x09) {
      this.#at += 1;
      code = this.#text.charCodeAt(this.#at);
    }
    switch (code) {
      case quote:
        return this.#readString();
      case comma:
        return (
          this.#expected === 'comma or end' &&
          this.#accept(this.#at + 1, this.#isInObject ? 'key' : 'value')
        );
      case colon:
        return this.#expected === 'colon' && this.#accept(this.#at + 1, 'value');
      case openingBrace:
      case openingBracket:
        return this.#openContainer(code === openingBrace);
      case closingBrace:
      case closingBracket:
        return this.#closeContainer(code === closingBrace);
      default:
        return this.#readScalar();
    }
  }

  get #isInObject(): boolean {
    return this.#open.at(-1)?.isObject === true;
  }

  get #expectsValue(): boolean {
    return this.#expected === 'value' || this.#expected === 'value or end';
  }

  /** The index after what a sticky expression matches here; undefined if it does not match. */
  #endOf(expression: RegExp): number | undefined {
    expression.lastIndex = this.#at;
    return expression.test(this.#text) ? expression.lastIndex : undefined;
  }

  /** Accepts a token up to `end`. */
  #accept(end: number, next: Expected): true {
    this.#at = end;
    this.#expected = next;
    this.#lastQuote = -1;
    return true;
  }

  #openContainer(isObject: boolean): boolean {
    if (!this.#expectsValue) return false;
    this.#open.push({ start: this.#at, isObject, found: this.#found.length });
    return this.#accept(this.#at + 1, isObject ? 'key or end' : 'value or end');
  }

  #closeContainer(isObject: boolean): boolean {
    const container = this.#open.at(-1);
    const atStart = isObject ? 'key or end' : 'value or end';
    if (container?.isObject !== isObject) return false;
    if (this.#expected !== 'comma or end' && this.#expected !== atStart) return false;
    this.#open.pop();
    this.#accept(this.#at + 1, 'comma or end');
    if (isObject) {
      this.#found.length = container.found;
      this.#found.push({ start: container.start, end: this.#at });
    }
    return true;
  }

  #readString(): boolean {
    const isKey = this.#expected === 'key' || this.#expected === 'key or end';
    if (!isKey && !this.#expectsValue) return false;
    const text = this.#text;
    const start = this.#at;
    const isTriple = !isKey && text.startsWith(tripleQuote, start);
    const close = isTriple ? text.indexOf(tripleQuote, start + 3) : -1;
    const end = close < 0 ? this.#endOfString(start) : close + 3;
    if (end < 0) {
      this.#at = start + 1;
      return false;
    }
    if (close >= 0) {
      this.#repairs.push({ start, end, json: JSON.stringify(text.slice(start + 3, close)) });
    } else if (this.#marks.control.after(start) < end) {
      const json = text
        .slice(start, end)
        .replace(controlCharacter, (one) => JSON.stringify(one).slice(1, -1));
      this.#repairs.push({ start, end, json });
    }
    this.#accept(end, isKey ? 'colon' : 'comma or end');
    this.#lastQuote = end - 1;
    return true;
  }

  #readScalar(): boolean {
    if (!this.#expectsValue) return false;
    const end = this.#endOf(scalar);
    if (end !== undefined) return this.#accept(end, 'comma or end');
    const start = this.#at;
    const endOfWord = this.#endOf(notANumber);
    if (endOfWord === undefined) return false;
    this.#repairs.push({ start, end: endOfWord, json: 'null' });
    return this.#accept(endOfWord, 'comma or end');
  }

  /** The index after the closing quote of the string that begins at `start`; -1 if it is not a valid string. */
  #endOfString(start: number): number {
    const text = this.#text;
    let at = start + 1;
    for (let end = text.indexOf('"', at); end >= 0; end = text.indexOf('"', at)) {
      for (
        let backslash = this.#marks.backslash.after(at);
        backslash < end;
        backslash = this.#marks.backslash.after(at)
      ) {
        validEscape.lastIndex = backslash;
        if (!validEscape.test(text)) return -1;
        at = validEscape.lastIndex;
      }
      if (at <= end) return end + 1;
    }
    return -1;
  }
}

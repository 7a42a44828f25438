import { closingQuote } from '../json/strings.js';
import type { Damage } from './line-text.js';
import type { CandidateLine } from './lines.js';

/** Maximum size of a value on several lines among lines, in characters. */
const maxCharacters = 16 * 1024 * 1024;

const tripleQuote = '"""';

/** Whether a line is a value of its own, or an element of an array, and not a part of a value on several lines. */
const wholeLine = /^\{|^\s*\{.*\},?\s*$/;

/** Collects the lines of a value that is written on several lines, in an input of lines. */
export class SeveralLines {
  /** The lines, which stay valid. */
  readonly lines: CandidateLine[] = [];
  readonly texts: string[] = [];
  /** The first line, if the value is damaged. */
  readonly damage: Damage;
  #characters = 0;
  #depth = 0;
  /** Whether a `"""` string is open. */
  #isInTripleQuotes = false;

  private constructor(damage: Damage) {
    this.damage = damage;
  }

  /** Begins with a line; undefined if that does not open a value which may continue on the next line. */
  static begin(text: string, line: CandidateLine, damage: Damage): SeveralLines | undefined {
    if (!line.isTerminated || text.length > maxCharacters || !/^\s*[{[]/.test(text))
      return undefined;
    const several = new SeveralLines(damage);
    if (several.#scan(text) !== 'open') return undefined;
    several.#keep(text, line);
    return several;
  }

  get text(): string {
    return this.texts.join('\n');
  }

  /** Adds the next line. It is not added if it is `separate`: a value of its own. */
  add(text: string, line: CandidateLine): 'open' | 'complete' | 'broken' | 'separate' {
    if (!this.#isInTripleQuotes && wholeLine.test(text)) return 'separate';
    this.#keep(text, line);
    return this.#characters > maxCharacters ? 'broken' : this.#scan(text);
  }

  #keep(text: string, line: CandidateLine): void {
    const bytes = Buffer.from(line.bytes.subarray(line.start, line.end));
    this.lines.push({ ...line, bytes, start: 0, end: bytes.length, lookBehindStart: 0 });
    this.texts.push(text);
    this.#characters += text.length;
  }

  #scan(text: string): 'open' | 'complete' | 'broken' {
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at];
      const isQuote = character === '"';
      if (this.#isInTripleQuotes || (isQuote && text.startsWith(tripleQuote, at))) {
        const end = text.indexOf(tripleQuote, this.#isInTripleQuotes ? at : at + 3);
        this.#isInTripleQuotes = end < 0;
        if (end < 0) return 'open';
        at = end + 2;
      } else if (isQuote) {
        at = closingQuote(text, at + 1);
        if (at < 0) return 'broken';
      } else if (character === '{' || character === '[') this.#depth += 1;
      else if (character === '}' || character === ']') {
        this.#depth -= 1;
        if (this.#depth === 0) return /^[\s,]*$/.test(text.slice(at + 1)) ? 'complete' : 'broken';
        if (this.#depth < 0) return 'broken';
      }
    }
    return 'open';
  }
}

import type { SegmentPosition } from './finding.js';

/** Maximum size of a value on several lines among lines, in characters. */
const maxCharacters = 16 * 1024 * 1024;

const tripleQuote = '"""';

/** Collects the lines of a value that is written on several lines, in an input of lines. */
export class SeveralLines {
  readonly at: SegmentPosition;
  readonly #lines: string[] = [];
  #characters = 0;
  #depth = 0;
  /** Whether a `"""` string is open. */
  #isInTripleQuotes = false;

  private constructor(at: SegmentPosition) {
    this.at = at;
  }

  /** Begins with a line; undefined if that does not open a value which may continue on the next line. */
  static begin(text: string, { line, byteOffset }: SegmentPosition): SeveralLines | undefined {
    if (!/^\s*[{[]/.test(text)) return undefined;
    const lines = new SeveralLines({ line, byteOffset });
    return lines.add(text) === 'open' ? lines : undefined;
  }

  get text(): string {
    return this.#lines.join('\n');
  }

  /** Adds the next line. It is `separate` and not added if it is a value of its own: those in a value are indented. */
  add(text: string): 'open' | 'complete' | 'broken' | 'separate' {
    if (this.#lines.length > 0 && !this.#isInTripleQuotes && text.startsWith('{'))
      return 'separate';
    this.#lines.push(text);
    this.#characters += text.length;
    if (this.#characters > maxCharacters) return 'broken';
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at];
      if (this.#isInTripleQuotes || text.startsWith(tripleQuote, at)) {
        const end = text.indexOf(tripleQuote, this.#isInTripleQuotes ? at : at + 3);
        this.#isInTripleQuotes = end < 0;
        if (end < 0) return 'open';
        at = end + 2;
      } else if (character === '"') {
        at += 1;
        while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
        if (at >= text.length) return 'broken';
      } else if (character === '{' || character === '[') this.#depth += 1;
      else if (character === '}' || character === ']') {
        this.#depth -= 1;
        if (this.#depth < 0) return 'broken';
      }
    }
    return this.#depth === 0 ? 'complete' : 'open';
  }
}

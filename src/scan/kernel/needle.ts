/** A string to search lines for. ASCII case is ignored, and a slash may be written `/` or `\/`. */
export interface Needle {
  /** As JSON.parse would return it. Not empty. */
  readonly text: string;
  /**
   * `whole`: it is a JSON string, key or value. `start`, `end`: a JSON string begins or ends with it. `entity-id`: it is
   * a JSON string that is the value, or the first element of the value, of a key that ends in `entity_id`.
   */
  readonly anchor: 'whole' | 'start' | 'end' | 'entity-id';
  /**
   * A line with only weak needles is a weak candidate, of the classes of all of them: each is a bit, 1 to 32.
   */
  readonly weak?: number;
}

/** The bytes by which to find a needle in a line. */
export interface Spelling {
  /** With plain slashes and lower-case ASCII letters; with an opening quote if it is a whole string. */
  readonly bytes: Buffer;
  /** Whether it comes after the quote that opens a string; otherwise, before the one that closes it. */
  readonly isStart: boolean;
  readonly isEntityId: boolean;
}

/** The result of decoding invalid UTF-8, or U+FFFD itself. */
const replacement = '\ufffd';

/**
 * The spelling of a needle in JSON without an escape `\u`. If it has more than `maxBytes` bytes, or unknown ones, it is
 * the spelling of a part of it next to a quote, which is found wherever the needle is.
 *
 * @returns undefined if it cannot be spelled without such an escape; `any` if no bytes of it are known.
 */
export function spell({ text, anchor }: Needle, maxBytes: number): Spelling | 'any' | undefined {
  const escaped = JSON.stringify(text).slice(1, -1);
  // JSON.stringify writes it only for control characters and lone surrogates, which have no other spelling.
  if (/(?<!\\)(?:\\\\)*\\u/.test(escaped)) return undefined;
  const lowerCase = escaped.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const isWhole = anchor === 'whole' || anchor === 'entity-id';
  const isStart = anchor === 'start';
  if (!lowerCase.includes(replacement)) {
    const bytes = Buffer.from(isWhole ? `"${lowerCase}` : lowerCase);
    if (bytes.length === 0) return 'any';
    return bytes.length <= maxBytes
      ? { bytes, isStart, isEntityId: anchor === 'entity-id' }
      : partOf(bytes, isStart, maxBytes);
  }
  const before = Buffer.from(lowerCase.slice(0, lowerCase.indexOf(replacement)));
  const after = Buffer.from(lowerCase.slice(lowerCase.lastIndexOf(replacement) + 1));
  const fromStart = isStart || (isWhole && before.length > after.length);
  const bytes = fromStart ? before : after;
  return bytes.length > 0 ? partOf(bytes, fromStart, maxBytes) : 'any';
}

function partOf(bytes: Buffer, isStart: boolean, maxBytes: number): Spelling {
  const part = isStart ? bytes.subarray(0, maxBytes) : bytes.subarray(-maxBytes);
  return { bytes: part, isStart, isEntityId: false };
}

/** A text that lines are sought for. ASCII case is ignored, and a slash may be written `/` or `\/`. */
export interface Needle {
  /** As JSON.parse would return it. Not empty. */
  readonly text: string;
  /**
   * `whole`: a JSON string is it, key or value. `start`, `end`: a JSON string begins or ends with it. `owner`: a JSON
   * string is it, and is the value, or the first in the array that is the value, of a key that ends in `entity_id`.
   */
  readonly place: 'whole' | 'start' | 'end' | 'owner';
  /** Lines that hold only such needles are reported as weak candidates. */
  readonly weak?: boolean;
}

/** How a needle stands in the bytes of a line. */
export interface Spelling {
  /** Its bytes, with slashes plain and ASCII letters small; with an opening quote where it is a whole string. */
  readonly bytes: Buffer;
  /** Whether it stands behind the quote that opens a string, and not before the one that closes it. */
  readonly isStart: boolean;
  readonly isOwner: boolean;
}

/** Of a spelling, a piece of which may stand for it: whoever finds the needle finds the piece. */
const longestPiece = 1024;

/** What U+FFFD stands for when UTF-8 is decoded: itself, or any bytes that are none. */
const replacement = '\ufffd';

/**
 * How a needle is spelled in JSON without an escape `\u`, or a part of it that is spelled only one way.
 *
 * @returns undefined where it cannot be spelled so, and `any` where bytes do not tell.
 */
export function spell({ text, place }: Needle): Spelling | 'any' | undefined {
  const escaped = JSON.stringify(text).slice(1, -1);
  // Control characters and single surrogates: JSON.stringify has no other way either.
  if (/(?<!\\)(?:\\\\)*\\u/.test(escaped)) return undefined;
  const small = escaped.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const isWhole = place === 'whole' || place === 'owner';
  const isStart = place === 'start';
  if (!small.includes(replacement)) {
    const bytes = Buffer.from(isWhole ? `"${small}` : small);
    return bytes.length <= longestPiece
      ? { bytes, isStart, isOwner: place === 'owner' }
      : piece(bytes, isStart);
  }
  const before = Buffer.from(small.slice(0, small.indexOf(replacement)));
  const after = Buffer.from(small.slice(small.lastIndexOf(replacement) + 1));
  const fromStart = isStart || (isWhole && before.length > after.length);
  const bytes = fromStart ? before : after;
  return bytes.length > 0 ? piece(bytes, fromStart) : 'any';
}

/** The part of a spelling that is next to a quote. */
function piece(bytes: Buffer, isStart: boolean): Spelling {
  const part = isStart ? bytes.subarray(0, longestPiece) : bytes.subarray(-longestPiece);
  return { bytes: part, isStart, isOwner: false };
}

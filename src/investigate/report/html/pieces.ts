import { replaceHostile, sanitize } from '../../../report/sanitize.js';

/** A piece of a text: a hidden character as a visible code, or what is between those. */
interface TextPiece {
  readonly text: string;
  readonly isCode: boolean;
}

/** Text in pieces, so that codes can look different from text that only reads like one. */
export function textPieces(text: string): readonly TextPiece[] {
  // NUL is itself hidden, so that it only divides pieces: every second one is a code.
  const marked = replaceHostile(text, (character) => `\0${sanitize(character)}\0`);
  return marked
    .split('\0')
    .map((piece, at) => ({ text: piece, isCode: at % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}

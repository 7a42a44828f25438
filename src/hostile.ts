/**
 * What a terminal obeys, or shows as nothing, or lets change the order of other text: controls (C0, DEL, C1), line and
 * paragraph separators, lone surrogates, interlinear annotations, and all that Unicode calls default-ignorable, which
 * takes in the bidi controls, zero-width characters, invisible operators, fillers and tags. The plain variation
 * selectors stay: they only choose between two forms of the character before them.
 */
const hostile = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufff9-\ufffb]|(?![\ufe00-\ufe0f])\p{DI}/gu;

/** Text with anything in it but the printable characters of ASCII, of which none is hostile. */
const beyondAscii = /[^ -~]/;

/** Replaces each character that must not reach a terminal or a reader raw, and leaves all else as it is. */
export function replaceHostile(text: string, replacement: (character: string) => string): string {
  return beyondAscii.test(text) ? text.replace(hostile, replacement) : text;
}

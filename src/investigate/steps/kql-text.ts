/** Everything beyond printable ASCII that is not a letter, mark, number, punctuation or symbol, or that is invisible. */
const hidden = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|\p{DI}|\p{Cf}/gu;

/** The second character of `##[` and `##vso[`, which CI runners execute anywhere in a line of their log. */
const runnerCommand = /#(?<=##)(?=\[|vso\[)/gi;

/**
 * Text as a phrase of KQL on one line, which takes it literally, wildcards included. Control characters, bidi controls
 * and everything else that a reader cannot see become escapes, which Kibana reads as the same characters. The page's
 * script uses it too, so it needs nothing of Node.
 *
 * Source: elastic/kibana, the KQL grammar: quoted characters can be written as `\\uXXXX`.
 */
export function kqlText(text: string): string {
  const literal = text.replace(/["\\]/g, '\\$&');
  return `"${literal.replace(hidden, unicodeEscapes).replace(runnerCommand, unicodeEscapes)}"`;
}

/** The UTF-16 code units of a character. */
function unicodeEscapes(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }).join('');
}

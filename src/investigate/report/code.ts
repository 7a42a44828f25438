import { sanitize } from '../../report/sanitize.js';

// Text from events appears only in code, spans and fences, which every renderer of Markdown shows literally. Escapes are
// not enough: an escaped `@` or `#1` is plain again by the time GitHub and GitLab look for mentions and references,
// which they do only outside of code. Tables are not safe either: renderers disagree about a backslash before a pipe.

/** Text as a code span: sanitized, on one line, and shown literally. Empty text, which cannot be a span, becomes `(empty)`. */
export function codeSpan(text: string): string {
  if (text === '') return '(empty)';
  const shown = sanitize(text);
  const fence = fenceFor(shown, 1);
  // A renderer strips one space from each end if both have one, and takes a backtick there as part of the fence.
  const isPadded = /^`|`$/.test(shown) || (/^ .* $/.test(shown) && shown.trim() !== '');
  const pad = isPadded ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/**
 * Lines as a fenced code block, each sanitized, without a final newline.
 *
 * @param language the language to highlight.
 */
export function codeBlock(
  lines: readonly string[],
  language: 'sh' | 'sql' | 'kql' | 'esql' | 'text',
): string {
  const shown = lines.map(sanitize);
  const fence = fenceFor(shown.join('\n'), 3);
  return [`${fence}${language}`, ...shown, fence].join('\n');
}

/** A longer run of backticks than any in the text. */
function fenceFor(text: string, min: number): string {
  const runs = text.match(/`+/g) ?? [];
  return '`'.repeat(Math.max(min, ...runs.map((run) => run.length + 1)));
}

import { sanitize } from '../../report/sanitize.js';

// Text of events stands in code alone, in spans and fences: whoever renders Markdown takes it as it is there. Nothing
// else holds everywhere: an escaped `@` or `#1` is a plain one again by the time that GitHub and GitLab look for
// mentions and references, which they do not do in code. Tables have no place for such text either: renderers differ
// in what a backslash before a pipe means in one.

/**
 * Text as a code span: one line, sanitised, and literal whatever it holds.
 *
 * An empty text, which no span can hold, is told in words.
 */
export function codeSpan(text: string): string {
  if (text === '') return '(empty)';
  const shown = sanitize(text);
  const fence = fenceFor(shown, 1);
  // A blank is taken away from both ends of what begins and ends with one, and a backtick would be the fence's.
  const isPadded = /^`|`$/.test(shown) || (/^ .* $/.test(shown) && shown.trim() !== '');
  const pad = isPadded ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/**
 * Lines as a fenced code block, each sanitised, without the last newline.
 *
 * @param language as renderers know it, for colours.
 */
export function codeBlock(lines: readonly string[], language: 'sh' | 'sql' | 'text'): string {
  const shown = lines.map(sanitize);
  const fence = fenceFor(shown.join('\n'), 3);
  return [`${fence}${language}`, ...shown, fence].join('\n');
}

/** Backticks, more than stand side by side anywhere in a text. */
function fenceFor(text: string, fewest: number): string {
  const runs = text.match(/`+/g) ?? [];
  return '`'.repeat(Math.max(fewest, ...runs.map((run) => run.length + 1)));
}

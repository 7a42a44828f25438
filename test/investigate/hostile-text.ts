import fc from 'fast-check';
import { attacks } from '../report/forbidden.js';

/** Text that attacks a statement, a command, or whoever reads one. */
export const injections: readonly (readonly [name: string, text: string])[] = [
  ['a quote', "/etc/init.d/it's"],
  ['a quote that ends the literal', "' OR '1'='1"],
  ['a statement after the literal', "x'; DROP TABLE file; --"],
  ['a comment', 'x -- y /* z */'],
  ['wildcards of LIKE', '/etc/init.d/100%_'],
  ['a backslash before the quote', "x\\'; id #"],
  ['a trailing backslash', 'x\\'],
  ['backslash escapes as text', '\\x41\\n\\u0041\\0101'],
  ['a command substitution', '$(touch /tmp/pwned)`touch /tmp/pwned`'],
  ['a variable', '$HOME $IFS $$'],
  ['a command after the word', "x'; touch /tmp/pwned; '"],
  ['double quotes', 'a "b" c'],
  ['history expansion', "!! !x it's !y"],
  ['globs', '/etc/init.d/[a-z]*?'],
  ['a home directory', '~root'],
  ['an option', '-rf'],
  ['a long option', '--checkpoint-action=exec=sh'],
  ['stdin', '-'],
  ['nothing', ''],
  ['blanks', '  '],
  ['only a newline', '\n'],
  ['trailing newlines', 'x\n\n'],
  ['a here-document', 'cat > /etc/init.d/x <<EOF\n#!/bin/sh\nEOF\n'],
  ['a carriage return and a new command', 'x\rtouch /tmp/pwned\r'],
  ['the end of a bracketed paste', 'x\x1b[201~touch /tmp/pwned\n'],
  ['hex digits after a code', '\x1bfeed\u202e0'],
  ['a command in the log of Azure Pipelines', '##vso[task.setvariable variable=x]y'],
  ['a command in the log of GitHub Actions', '##[error]x'],
  ['letters beyond ASCII', 'naïve/Ж/日本/🦊'],
  ...attacks.map(({ name, text }) => [name, text] as const),
];

/** Any text, rich in characters that need escaping. */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...injections.map(([, text]) => text)),
      fc.constantFrom(...'\'"\\$`!#[](){}|&;<>*?~%_-= \n\r\t\x1b\x07\x7f\x9b'),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme-ascii' }),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));

/** Text with whatever UTF-8 cannot encode replaced. */
export function inUtf8(text: string): string {
  return Buffer.from(text).toString();
}

import { expect, test } from 'vitest';
import { cellInterpretations } from '#dist/export/cell-interpretations.js';
import { mayHoldUnquotedRow } from '#dist/export/unquoted-rows.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { usesOf } from '#dist/rule/rule.js';

const uses = usesOf(defaultRule);
const columns = [
  ...['process.name', 'event.category', 'event.action', 'host.os.type', 'file.path'],
  ...['process.executable'],
];

const mayHold = (text: string): boolean => mayHoldUnquotedRow(text, ',', columns, uses);

test.each<[expected: boolean, reason: string, text: string]>([
  [true, 'a row', 'a,file,creation,linux,/etc/init.d/x,/tmp/x'],
  [true, 'a row among others', 'x,y\na,file,creation,linux,/etc/init.d/x,/tmp/x\nz'],
  [true, 'delimiters in a name', '"a,b",c,file,creation,linux,/etc/init.d/x,/tmp/x'],
  [
    true,
    'delimiters and line ends in a path',
    'a,file,creation,linux,/etc/init.d/x,"y\n",z,/tmp/x',
  ],
  [true, 'line ends in a name', 'a\nb,file,creation,linux,/etc/init.d/x,/tmp/x'],
  [true, 'a list of categories', 'a,process, file,creation,linux,/etc/init.d/x,/tmp/x'],
  [true, 'a list in brackets', 'a,[process,file],creation,linux,/etc/init.d/x,/tmp/x'],
  [false, 'another path', 'a,file,creation,linux,/var/log/x,/tmp/x'],
  [false, 'another category', 'a,process,creation,linux,/etc/init.d/x,/tmp/x'],
  [false, 'too few cells', 'file,creation,linux,/etc/init.d/x,/tmp/x'],
  [false, 'the path in another column', 'a,file,creation,linux,/var/log/x,/etc/init.d/x'],
  [false, 'the path after a line end', 'a,file,creation,linux\n/etc/init.d/x,/tmp/x'],
])('text may hold a row that matches: %s for %s', (expected, _, text) => {
  expect(mayHold(text)).toBe(expected);
});

test('hostile text takes linear time', () => {
  for (const part of [
    'a,',
    ' ,',
    '[',
    '"',
    '",',
    'file,',
    'file,creation,linux,/etc/init.d/,',
    '\n',
  ]) {
    const text = part.repeat(400_000 / part.length);
    expect(mayHold(`${text}x`)).toBeTypeOf('boolean');
    expect(cellInterpretations(`[${text}]`).length).toBeGreaterThan(0);
    expect(cellInterpretations(`'${text}`).length).toBeGreaterThan(0);
  }
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redirectionTargets, shellCommandText, shellWords } from '#dist/lead/shell-text.js';
import { seed } from '../property/generators.js';

describe('the files to which a shell redirects', () => {
  test.each<[text: string, targets: readonly string[]]>([
    ['echo x > /etc/init.d/x', ['/etc/init.d/x']],
    ['echo x >/etc/init.d/x', ['/etc/init.d/x']],
    ['echo x>/etc/init.d/x', ['/etc/init.d/x']],
    ['echo x >> "/etc/init.d/x"', ['/etc/init.d/x']],
    ["echo x >| '/etc/init.d/a b'", ['/etc/init.d/a b']],
    ['echo x &> /etc/init.d/x', ['/etc/init.d/x']],
    ['echo x 1> /etc/init.d/x 2>&1', ['/etc/init.d/x']],
    ['cat > /etc/init.d/x <<EOF\n#!/bin/sh\nEOF\n', ['/etc/init.d/x']],
    ['cat <<EOF > /etc/init.d/x\n#!/bin/sh\nEOF\n', ['/etc/init.d/x']],
    ['> /etc/init.d/x', ['/etc/init.d/x']],
    ['cd /etc/init.d && echo x > x', ['/etc/init.d/x']],
    ['cd /etc; cd init.d; echo x > x', ['/etc/init.d/x']],
    ['a > /tmp/a; b > /tmp/b', ['/tmp/a', '/tmp/b']],
    ['echo x > relative', ['/work/relative']],
    ['echo x > /etc/init.d/$name', ['/etc/init.d/$name']],
    ['echo "a > /etc/init.d/x"', []],
    ["echo 'a > /etc/init.d/x'", []],
    ['echo a \\> /etc/init.d/x', []],
    ['# > /etc/init.d/x', []],
    ['sh < /etc/init.d/x', []],
    ['x 2>&1', []],
    ['', []],
  ])('in %j are %j', (text, targets) => {
    expect(redirectionTargets(text, '/work')).toEqual(targets);
  });

  test('are found after any words', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[\w./=%@+-]{1,8}$/), { maxLength: 6 }), (words) => {
        const text = `${words.filter((word) => word !== 'cd').join(' ')} > /etc/init.d/x`;
        expect(redirectionTargets(text, undefined)).toEqual(['/etc/init.d/x']);
      }),
      { seed },
    );
  });

  test('are read in time that does not explode', () => {
    for (const text of ['"'.repeat(100_000), '>'.repeat(100_000), '\\'.repeat(100_000)]) {
      expect(redirectionTargets(text, undefined)).toEqual([]);
    }
  });
});

test.each([
  ['chkconfig --add x', ['chkconfig', '--add', 'x']],
  ['cp "a b" \'c d\' e\\ f', ['cp', 'a b', 'c d', 'e f']],
  ['a"b"\'c\'', ['abc']],
  ['echo ""', ['echo', '']],
  ['  ', []],
])('the words of %j are %j', (line, words) => {
  expect(shellWords(line)).toEqual(words);
});

test.each<[tool: string, args: readonly string[], text: string | undefined]>([
  ['sh', ['-c', 'x'], 'x'],
  ['bash', ['-lc', 'x', 'name'], 'x'],
  ['bash', ['-o', 'pipefail', '-c', 'x'], 'x'],
  ['dash', ['-c', '-e', 'x'], 'x'],
  ['sh', ['script', '-c'], undefined],
  ['bash', ['-i'], undefined],
  ['python3', ['-c', 'x'], undefined],
])('%s %j runs %j', (tool, args, text) => {
  expect(shellCommandText(tool, args)).toBe(text);
});

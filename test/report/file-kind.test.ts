import { describe, expect, test } from 'vitest';
import { type FileKind, fileKind } from '#dist/report/file-kind.js';

/** The hexadecimal digits of a file's first 16 bytes. */
function headerOf(content: string | readonly number[]): string {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
  return bytes.subarray(0, 16).toString('hex');
}

function script(interpreter: string, cut: boolean): FileKind {
  return { kind: 'script', interpreter, cut };
}

describe('the kind of a file, from its first bytes', () => {
  test.each<[why: string, hex: string, kind: FileKind]>([
    ['an ELF header', '7f454c4602010100000000000000000000'.slice(0, 32), { kind: 'elf' }],
    ['an ELF header in upper case', '7F454C46020101000000000000000000', { kind: 'elf' }],
    ['a shell script', headerOf('#!/bin/sh\nexec x'), script('/bin/sh', false)],
    ['an interpreter with an argument', headerOf('#!/bin/sh -e\n# x'), script('/bin/sh -e', false)],
    ['blanks around the interpreter', headerOf('#! \t/bin/sh \t\n'), script('/bin/sh', false)],
    [
      'a line cut off after 16 bytes',
      headerOf('#!/usr/bin/env python3\n'),
      script('/usr/bin/env p', true),
    ],
    [
      'a line that ends with byte 16',
      headerOf('#!/usr/bin/perl\n'),
      script('/usr/bin/perl', false),
    ],
    ['a whole file without a newline', headerOf('#!/bin/sh'), script('/bin/sh', false)],
    [
      'a null byte, at which Linux ends the line',
      headerOf('#!/bin/sh\0x\n'),
      script('/bin/sh', false),
    ],
    [
      'a CR, which Linux takes for a part of the name',
      headerOf('#!/bin/sh\r\n'),
      script('/bin/sh\r', false),
    ],
    ['only blanks up to byte 16', headerOf(`#!${' '.repeat(14)}`), script('', true)],
    ['#! without an interpreter', headerOf('#!\nexec x\n'), { kind: 'text' }],
    ['text', headerOf('### BEGIN INIT INFO'), { kind: 'text' }],
    ['one character', headerOf('x'), { kind: 'text' }],
    [
      'text with a character cut off after byte 16',
      headerOf('fünfzehn zeichéén'),
      { kind: 'text' },
    ],
    [
      '#! after a byte order mark, which Linux does not run',
      headerOf('\ufeff#!/bin/sh\n'),
      { kind: 'text' },
    ],
    ['a control character', headerOf('abc\x01'), { kind: 'data' }],
    ['gzip', headerOf([0x1f, 0x8b, 8, 0]), { kind: 'data' }],
    ['invalid UTF-8', headerOf([0x61, 0xc3, 0x28]), { kind: 'data' }],
    ['a truncated ELF magic', '7f454c', { kind: 'data' }],
  ])('%s', (_, hex, kind) => {
    expect(fileKind(hex)).toEqual(kind);
  });

  test.each([
    ['an empty file', ''],
    ['half a byte', '7f454c4'],
    ['non-hexadecimal digits', 'zz454c46'],
    ['a prefix', '0x7f454c46'],
    ['blanks', '7f 45 4c 46'],
    ['a newline at the end', '7f454c46\n'],
  ])('cannot be detected from %s', (_, hex) => {
    expect(fileKind(hex)).toBeUndefined();
  });
});

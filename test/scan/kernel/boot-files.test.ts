import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanKernel } from '#dist/scan/kernel/scan-kernel.js';
import { SeekKernel } from '#dist/scan/kernel/seek-kernel.js';
import { seed } from '../../property/generators.js';
import { holdsEscaped, modelIsCandidate, modelScan } from './model.js';

/** What the kernels for boot files find besides what the others do. */
const bootFile = /\/etc\\*\/init/i;

const scanKernel = new ScanKernel(ScanKernel.compile(true), 1 << 16);
const seekKernel = new SeekKernel(SeekKernel.compile(true), 1 << 16);
seekKernel.setNeedles([]);

/** The lines of text that a kernel finds, at an offset between bytes of an older block. */
function found(kernel: ScanKernel | SeekKernel, text: string, offset = 0, before = ''): string[] {
  const bytes = Buffer.from(text, 'latin1');
  kernel.bytes.fill(0);
  kernel.bytes.write(before.slice(-offset || before.length), 0, 'latin1');
  bytes.copy(kernel.bytes, offset);
  const lines: string[] = [];
  const end = offset + bytes.length;
  for (let at = offset; at < end; at = kernel.resumeAt) {
    const count = kernel.scan(at, end);
    for (let index = 0; index < count; index += 1) {
      lines.push(kernel.bytes.toString('latin1', kernel.lineStart(index), kernel.lineEnd(index)));
    }
  }
  return lines;
}

const isModelled = (line: string): boolean =>
  modelIsCandidate(line) ||
  bootFile.test(line) ||
  holdsEscaped(line, 'etc/init') ||
  holdsEscaped(line, '/etc/init');
const isSought = (line: string): boolean =>
  isModelled(line) || (/\S/.test(line) && line.includes('\\u'));

describe.each([
  ['the scan kernel', scanKernel, isModelled],
  ['the seek kernel', seekKernel, isSought],
] as const)('%s for boot files', (_, kernel, isExpected) => {
  it.each([
    '/etc/init/x.conf',
    '/etc/init',
    '/etc/inittab',
    '/ETC/Init/x',
    '\\/etc\\/init\\/x',
    '\\\\\\/etc\\\\\\/init',
    '/\\u0065tc/init/x',
    '/etc\\u002finit/x',
    '\\u002fetc/init/x',
    '\\\\u002fetc\\\\u002finit\\\\u002fx',
    '/etc/i\\u006eit/x',
    '/etc/ini\\u0074',
    '/etc/initt\\u0061b',
    '/etc/init.d/x',
    'init.d/',
    '/mnt/etc/init/x',
  ])('finds %s', (fragment) => {
    for (const line of [`{"a":"${fragment}"}`, `{"${fragment}":1}`]) {
      for (let offset = 0; offset < 66; offset += 1) {
        expect(found(kernel, `${line}\n`, offset, '/etc'), `${offset}`).toEqual([line]);
      }
    }
  });

  it.each([
    '/init/x',
    '/usr/init',
    '/etc/ini',
    '/etc/in.it',
    '/etc//ini t',
    'etc/init',
    '/etcinit',
  ])('skips %s', (fragment) => {
    expect(found(kernel, `{"a":"${fragment}"}\n`, 7, '/etc/in')).toEqual([]);
  });

  it('never joins two lines, or a line and what was there before', () => {
    expect(found(kernel, '{"a":"/etc"}\n{"/inix":"/init"}\n', 4, '/etc')).toEqual([]);
    expect(found(kernel, '/init"}\n', 4, '/etc')).toEqual(['/init"}']);
  });

  it('finds what the model finds in any bytes', () => {
    const piece = fc.constantFrom(
      ...[
        '\n',
        '}\n{"',
        '{"a":"',
        '"}',
        '/',
        '\\/',
        '\\',
        '/etc',
        '/ETC',
        '\\/etc',
        '/init',
        '/Init',
      ],
      ...[
        '\\/init',
        '/etc/init',
        'init.d/',
        'tab',
        '.d/',
        '\\u00',
        '\\u0061',
        '\\u002f',
        '\\u0065tc',
        '\\u0049nit',
        'x',
        '\u00ef',
      ],
      ...['x'.repeat(29), 'e', 't', 'c', 'i', 'n', '\u000fetc'],
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 120, size: 'max' }),
        fc.nat(70),
        (pieces, offset) => {
          const text = `${pieces.join('')}\n`;
          // Folding takes 0x0f for a slash, so that a line with it may be a candidate unnecessarily.
          const expected = modelScan(text, isExpected).candidates.map(({ line }) => line);
          const lines = found(kernel, text, offset, 'x'.repeat(offset));
          const superfluous = lines.filter((line) => !line.includes('\u000f') && !isExpected(line));
          expect(superfluous).toEqual([]);
          expect(lines).toEqual(expect.arrayContaining(expected));
        },
      ),
      { seed, numRuns: 1500 },
    );
  });

  it('skips no line that holds a path of a boot file, in any JSON spelling', () => {
    const path = fc.constantFrom('/etc/init', '/etc/init/a', '/etc/inittab', '/etc/init.d/a');
    const spelled = fc
      .tuple(path, fc.infiniteStream(fc.tuple(fc.nat(9), fc.boolean())))
      .map(([text, dice]) =>
        Array.from(text, (character) => {
          const [die, isUpper] = dice.next().value as [number, boolean];
          const cased = isUpper ? character.toUpperCase() : character;
          if (die === 0) return `\\u${cased.charCodeAt(0).toString(16).padStart(4, '0')}`;
          return die < 4 && cased === '/' ? '\\/' : cased;
        }).join(''),
      );
    fc.assert(
      fc.property(spelled, fc.nat(40), (text, padding) => {
        const line = `{"${'p'.repeat(padding)}":"${text}"}`;
        expect(found(kernel, `${line}\n`)).toEqual([line]);
      }),
      { seed, numRuns: 1000 },
    );
  });
});

it('the kernels of a default scan do not search for boot files', () => {
  const line = '{"a":"/etc/init/x /etc/inittab"}\n';
  expect(found(new ScanKernel(ScanKernel.compile(), 1024), line)).toEqual([]);
  const seek = new SeekKernel(SeekKernel.compile(), 1024);
  seek.setNeedles([]);
  expect(found(seek, line)).toEqual([]);
});

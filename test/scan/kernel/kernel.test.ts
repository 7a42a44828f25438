import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ScanKernel } from '#dist/scan/kernel/scan-kernel.js';
import {
  answerOpeners,
  type Candidate,
  modelIsCandidate,
  modelScan,
  openers,
  path,
} from './model.js';

const module = ScanKernel.compile();

/** Enough bytes for every test here. */
const capacity = 1 << 20;

let kernel: ScanKernel;
beforeAll(() => {
  kernel = new ScanKernel(module, capacity);
});

interface Scanned {
  readonly candidates: readonly Candidate[];
  readonly newlines: number;
  readonly calls: number;
}

/** Scans a whole range, however often the table fills. Numbers count from the start of the range. */
function scanRange(start: number, end: number, every = false): Scanned {
  const candidates: Candidate[] = [];
  let newlines = 0;
  let calls = 0;
  let at = start;
  do {
    const found = kernel.scan(at, end, every);
    for (let i = 0; i < found; i += 1) {
      const from = kernel.lineStart(i);
      candidates.push({
        line: kernel.bytes.toString('latin1', from, kernel.lineEnd(i)),
        start: from - start,
        newlinesBefore: newlines + kernel.newlinesBefore(i),
      });
    }
    newlines += kernel.newlines;
    calls += 1;
    expect(kernel.resumeAt).toBeGreaterThan(at === end ? at - 1 : at);
    at = kernel.resumeAt;
  } while (at < end);
  expect(at).toBe(end);
  return { candidates, newlines, calls };
}

/** Scans text of one byte per character, at an offset between bytes of an older block. */
function scanText(text: string, { offset = 0, before = '', after = '', every = false } = {}) {
  kernel.bytes.fill(0);
  kernel.bytes.write(before.slice(-offset || before.length), 0, 'latin1');
  kernel.bytes.write(text, offset, 'latin1');
  kernel.bytes.write(after, offset + text.length, 'latin1');
  return scanRange(offset, offset + text.length, every);
}

function isCandidate(line: string): boolean {
  return scanText(`${line}\n`).candidates.length === 1;
}

/** Whether a JSON value holds the path in any key or string. */
function holdsPath(value: unknown): boolean {
  if (typeof value === 'string') return /\/etc\/init\.d\//i.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => holdsPath(key) || holdsPath(inner));
}

function holdsPathAsObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(line, 'latin1').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) && holdsPath(value);
  } catch {
    return false;
  }
}

type Case = readonly [fragment: string, reason: string];

const spellings: readonly Case[] = [
  ['/etc/init.d/ssh', 'plain'],
  ['init.d/', 'the last part alone'],
  ['\\/etc\\/init.d\\/ssh', 'escaped slashes'],
  ['/etc/INIT.D/ssh', 'upper case'],
  ['/eTc/iNiT.d/ssh', 'mixed case'],
  ['/etc/IniT.D\\/ssh', 'mixed case and an escaped slash'],
  ['/etc/init.d\\u002fssh', 'an escaped slash after'],
  ['/etc/init.d\\u002Fssh', 'an escaped slash in upper-case hex'],
  ['/etc/init\\u002ed/ssh', 'an escaped dot'],
  ['/etc/init\\u002Ed/ssh', 'an escaped dot in upper-case hex'],
  ['/etc/\\u0069nit.d/ssh', 'an escaped i'],
  ['/etc/\\u0049nit.d/ssh', 'an escaped I'],
  ['/etc/i\\u006eit.d/ssh', 'an escaped n'],
  ['/etc/i\\u006Eit.d/ssh', 'an escaped n in upper-case hex'],
  ['/etc/i\\u004eit.d/ssh', 'an escaped N'],
  ['/etc/ini\\u0074.d/ssh', 'an escaped t'],
  ['/etc/ini\\u0054.d/ssh', 'an escaped T'],
  ['/etc/init.\\u0064/ssh', 'an escaped d'],
  ['/etc/init.\\u0044/ssh', 'an escaped D'],
  ['\\u0069\\u006e\\u0069\\u0074\\u002e\\u0064\\u002f', 'escapes only'],
  ['\\\\u0069nit.d/', 'an escape that is escaped again'],
  ['init.d\\\\\\\\\\u002f', 'an escape that is escaped several times'],
  ['\\\\u0069nit\\\\u002e\\u0064\\/', 'escapes of several levels'],
  ['init\\u002edinit\\u002ed/', 'an escape after a false start'],
  ['init.d\\u005c/', 'an escape of the backslash before a slash'],
  ['\\u005cu0069nit.d/', 'an escape of the backslash of an escape'],
  ['\\u005c\\u005cu0069', 'escapes of two backslashes'],
  ['xinit.d/', 'a longer name with the same ending'],
  ['init.d\\\\/', 'a slash that is escaped again'],
  ['init.dinit.d/', 'after a false start'],
  ['\u0000init.d/\u0000', 'between NULs'],
  ['\u00ffinit.d/\u0080', 'between bytes that are not UTF-8'],
];

const harmless: readonly Case[] = [
  ['', 'nothing'],
  ['/etc/init.d', 'the directory without a slash'],
  ['/etc/init.d\u0000/', 'a NUL in between'],
  ['/etc/init.d /', 'a space in between'],
  ['/etc/init.dd/', 'another name'],
  ['/etc/init_d/', 'no dot'],
  ['/etc/rc.d/', 'another directory'],
  ['/etc/nit.d/', 'a missing letter'],
  ['/etc/inii.d/', 'a wrong letter'],
  ['\u0009\u000e\u0009\u0014.d/', 'control characters that differ from letters in their case bit'],
  ['init.\u0004/', 'a control character instead of the d'],
  ['\\u002fetc/init.d', 'an escaped slash before'],
  ['\\u002fvar\\u002flib\\u002finit.db\\u002fx', 'escaped slashes of another path'],
  ['\\u0065tc/init.x', 'an escape in a directory above'],
  ['C:\\\\u0069nit', 'an escaped part of the path'],
  ['C:\\u005cWindows', 'an escaped backslash of another path'],
  ['nit.d\\u002f', 'an escaped slash without the first letter'],
  ['\\u0064\\u0064\\u002f', 'a part of the path, escaped'],
  ['\\u003c\\u0026\\u003e', 'escapes of HTML-safe writers'],
  ['\\u0000\\u0009\\u001f', 'control characters'],
  ['\\u00e9\\u00e4', 'letters above ASCII'],
  ['\\u0131nit.d', 'a dotless i'],
  ['\\u2f00\\u6969', 'other code points with the same digits'],
  ['\\u0066\\u0078\\u002d\\u0060\\u0041', 'letters that are not in the path'],
  ['\\U0069', 'an upper-case U, which is not an escape'],
  ['\\u006', 'a truncated escape'],
  ['\\u005', 'another truncated escape'],
  ['\\u00\u00329', 'an escape with the digits in the wrong order'],
  ['\\n\\t\\"\\\\', 'other escapes'],
  ['.d.D.d\\u\\u.d', 'half of every pattern'],
  ['took', 'a key of responses as a value'],
];

describe('the contents of a candidate', () => {
  it.each(spellings)('finds %j: %s', (fragment) => {
    expect(isCandidate(`{"a":"${fragment}"}`)).toBe(true);
    expect(isCandidate(`{"${fragment}":1}`)).toBe(true);
    expect(isCandidate(fragment)).toBe(true);
  });

  it.each(harmless)('skips %j: %s', (fragment) => {
    expect(isCandidate(`{"a":"${fragment}"}`)).toBe(false);
    expect(isCandidate(`{"${fragment}x":1}`)).toBe(false);
  });

  it.each(Array.from({ length: 256 }, (_, code) => code))(
    'include the escape of code %i where it spells a character of the path, and only there',
    (code) => {
      const hex = code.toString(16).padStart(2, '0');
      const character = String.fromCharCode(code).toLowerCase();
      for (const spelling of [`\\u00${hex}`, `\\u00${hex.toUpperCase()}`]) {
        for (const [at, expected] of Array.from('init.d/').entries()) {
          const fragment = `${'init.d/'.slice(0, at)}${spelling}${'init.d/'.slice(at + 1)}`;
          // An escaped backslash may escape the slash.
          const isPath = character === expected || (character === '\\' && expected === 'd');
          expect(isCandidate(`{"a":"${fragment}"}`), fragment).toBe(isPath);
        }
      }
    },
  );

  it('are judged the same at every offset, whatever surrounds the range', () => {
    const fragments = [...spellings, ...harmless].map(([fragment]) => fragment);
    for (let shift = 0; shift < 64; shift += 1) {
      const text = fragments.map((f) => `{"a":"${'x'.repeat(shift)}${f}"}\n`).join('');
      const around = {
        offset: shift,
        before: '/etc/init',
        after: '.d/ \\u0069 init.d/\n\n/etc/init.d/\n',
      };
      expect(scanText(text, around)).toMatchObject(modelScan(text, modelIsCandidate));
    }
  });

  it('are judged the same at every distance from the end', () => {
    for (const [fragment] of [...spellings, ...harmless]) {
      for (let distance = 0; distance < 16; distance += 1) {
        const text = `{"a":1}\n{"a":"${fragment}"}${' '.repeat(distance)}\n`;
        const { candidates } = scanText(text, { offset: 3, after: '/d/init.d/\n' });
        expect(candidates).toEqual(modelScan(text, modelIsCandidate).candidates);
      }
    }
  });

  it('never match across two lines', () => {
    const text = '{"init\n.d/":1}\n{"init.d"\n:"/"}\n{"a":"\\u00}\n{69"}\n';
    expect(scanText(text)).toMatchObject(modelScan(text, modelIsCandidate));
  });
});

describe('the framing of a candidate', () => {
  it.each([
    ['{', 'an object that does not end'],
    ['}', 'an object that does not start'],
    ['}{', 'reversed braces'],
    ['{"a":1', 'an object truncated at the end'],
    ['"a":1}', 'an object truncated at the start'],
    ['{"a":1},', 'an element of an array'],
    ['[{"a":1}]', 'an array'],
    ['null', 'another value'],
    ['\u00ef\u00bb\u00bf{}', 'a byte order mark'],
    ['\u0000{}', 'a NUL at the start'],
    ['{}\u0000', 'a NUL at the end'],
    ['\u000b{}', 'a vertical tab, which is not white space in JSON'],
    ['\u00a0{}', 'a no-break space, which is not either'],
    ['{} {', 'an object and the start of another'],
    ['{} {}', 'two objects, the first of them empty'],
    ['{{{}', 'a missing key'],
    ['{not: json}', 'a bare word'],
    ['{\u0000}', 'a NUL inside'],
  ])('finds %j: %s', (line) => {
    expect(isCandidate(line)).toBe(true);
    expect(isCandidate(` ${line}\r`)).toBe(true);
  });

  it.each([
    ['{}', 'an empty object'],
    ['{"a":1}', 'an object'],
    ['{"a":1}\r', 'a carriage return at the end'],
    [' \t\r{"a":1} \t\r', 'white space around it'],
    ['{ }', 'white space in it'],
    ['{"a":1} {"b":2}', 'two objects, whose contents are searched nevertheless'],
    ['{"a"}', 'invalid JSON that is framed'],
  ])('skips %j: %s', (line) => {
    expect(isCandidate(line)).toBe(false);
  });

  it.each(['', ' ', '\r', '\t', ' \t\r '.repeat(40)])(
    'skips the blank line %j, even if every line is a candidate',
    (line) => {
      expect(isCandidate(line)).toBe(false);
      expect(scanText(`${line}\n`, { every: true }).candidates).toEqual([]);
    },
  );

  it.each(answerOpeners)('finds a line of at most 1024 bytes that opens with %j', (name) => {
    const line = (bytes: number): string => `${`{"${name}":"`.padEnd(bytes - 2, 'x')}"}`;
    expect(isCandidate(`{"${name}":1}`)).toBe(true);
    expect(isCandidate(line(1024))).toBe(true);
    expect(isCandidate(line(1025))).toBe(false);
  });

  it.each(openers)('finds a response that opens with %j', (name) => {
    expect(isCandidate(`{"${name}":1}`)).toBe(true);
    expect(isCandidate(` { "${name}" : 1 } `)).toBe(true);
    expect(isCandidate(`{\t\r "${name}":1}`)).toBe(true);
    expect(isCandidate(`{"${name}"}`)).toBe(true);
  });

  it.each(openers)('skips what only resembles %j', (name) => {
    expect(isCandidate(`{"${name}x":1}`)).toBe(false);
    expect(isCandidate(`{"${name.slice(0, 1)}${name}":1}`)).toBe(false);
    expect(isCandidate(`{"${name.toUpperCase()}":1}`)).toBe(false);
    expect(isCandidate(`{"x":1,"${name}":1}`)).toBe(false);
    expect(isCandidate(`{"${name}}`)).toBe(false);
  });
});

describe('the scan', () => {
  it('finds nothing in an empty range', () => {
    expect(scanRange(7, 7)).toEqual({ candidates: [], newlines: 0, calls: 1 });
    expect(kernel.resumeAt).toBe(7);
  });

  it('locates candidates', () => {
    expect(scanText('{}\n\nfirst\r\n{}\n  second\n{}\n', { offset: 10 })).toEqual({
      candidates: [
        { line: 'first\r', start: 4, newlinesBefore: 2 },
        { line: '  second', start: 14, newlinesBefore: 4 },
      ],
      newlines: 6,
      calls: 1,
    });
    expect(kernel.lineStart(0)).toBe(14);
    expect(kernel.lineEnd(0)).toBe(20);
  });

  it('finds every line that is not blank if asked for all', () => {
    const text = '{}\n\n{"a":"init.d/"}\n \t\r\n\r\n  {}\nx\n';
    const everyLine = modelScan(text, (line) => /[^ \t\r]/.test(line));
    expect(scanText(text, { every: true })).toMatchObject(everyLine);
    expect(everyLine.candidates).toHaveLength(4);
    expect(scanText(text).candidates).toHaveLength(2);
  });

  it('judges each line and each scan independently of the last', () => {
    expect(scanText('{"a":"init.d/"}\n{"a":1}\n').candidates).toHaveLength(1);
    expect(scanText('{"a":1}\n{"a":2}\n', { every: true }).candidates).toHaveLength(2);
    expect(scanText('{"a":1}\n{"a":2}\n').candidates).toHaveLength(0);
  });

  it.each([
    ['x\n', 10_000, 10_000],
    ['\n{}\nx\n', 9_000, 9_000],
    ['{"a":"init.d/ init.d/ \\u0069"}\n{}\n', 9_000, 9_000],
    ['{}\n', 20_000, 0],
  ])('can be resumed if its table of candidates is full: %j', (lines, times, expected) => {
    const text = lines.repeat(times);
    const scanned = scanText(text, { offset: 5 });
    const model = modelScan(text, modelIsCandidate);
    expect(scanned.newlines).toBe(model.newlines);
    expect(scanned.candidates).toHaveLength(expected);
    expect(scanned.candidates).toEqual(model.candidates);
    expect(scanned.calls > 1).toBe(expected > 0);
  });

  it('is complete if the last line fills the table', () => {
    scanText('x\n'.repeat(50_000));
    const full = kernel.scan(0, 100_000);
    expect(kernel.resumeAt).toBe(2 * full);
    expect(kernel.scan(0, 2 * full)).toBe(full);
    expect(kernel.resumeAt).toBe(2 * full);
    expect(kernel.newlines).toBe(full);
  });

  it('writes nothing beyond its full table', () => {
    for (let blank = 0; blank < 32; blank += 1) scanText('\n'.repeat(blank) + 'x\n'.repeat(9_000));
    for (const name of openers) expect(isCandidate(`{"${name}":1}`)).toBe(true);
  });

  it('rejects incomplete lines, and candidates it did not find', () => {
    kernel.bytes.write('x\nx', 'latin1');
    for (const [start, end] of [
      [0, 1],
      [0, 3],
      [3, 2],
      [-1, 2],
      [0, capacity + 1],
      [0, Number.NaN],
    ] as const) {
      expect(() => kernel.scan(start, end)).toThrow(RangeError);
      expect(() => kernel.scan(start, end, true)).toThrow(RangeError);
    }
    expect(kernel.scan(0, 2)).toBe(1);
    for (const index of [-1, 1, 0.5, Number.NaN]) {
      expect(() => kernel.lineStart(index)).toThrow(RangeError);
    }
  });
});

describe('the memory', () => {
  it('keeps its bytes when it grows', () => {
    const small = new ScanKernel(module, 8);
    expect(small.capacity).toBe(8);
    small.bytes.write('a\n{}\nb\n\n', 'latin1');
    expect(small.scan(0, 8)).toBe(2);
    const old = small.bytes;
    small.grow(300_000);
    expect(small.capacity).toBe(300_000);
    expect(small.bytes).toHaveLength(300_000);
    expect(small.bytes.toString('latin1', 0, 8)).toBe('a\n{}\nb\n\n');
    expect(old).toHaveLength(0);
    expect(small.lineStart(1)).toBe(5);
    small.bytes.fill('x').write('\n', 299_999);
    expect(small.scan(0, 300_000)).toBe(1);
    expect(small.lineEnd(0)).toBe(299_999);
  });

  it('never shrinks', () => {
    const large = new ScanKernel(module, 100);
    const { bytes } = large;
    large.grow(50);
    expect(large.capacity).toBe(100);
    expect(large.bytes).toBe(bytes);
  });

  it('can be filled to the last byte, no matter where its pages end', () => {
    const filled = new ScanKernel(module, 0);
    expect(filled.scan(0, 0)).toBe(0);
    for (let size = 65536; size <= 2 * 65536; size += 1) {
      filled.grow(size);
      filled.bytes.fill('.d', size - 70);
      filled.bytes.write('\n', size - 1);
      expect(filled.scan(size - 70, size)).toBe(1);
    }
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])(
    'cannot hold %d bytes',
    (size) => {
      expect(() => new ScanKernel(module, size)).toThrow(RangeError);
      expect(() => kernel.grow(size)).toThrow(RangeError);
      expect(kernel.capacity).toBe(capacity);
    },
  );

  it('is not shared between kernels, but the module is shared between threads', async () => {
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       import(workerData.url).then(({ ScanKernel }) => {
         const kernel = new ScanKernel(workerData.module, 100);
         kernel.bytes.write('{}\\n{"a":"init.d/"}\\n');
         parentPort.postMessage([kernel.scan(0, 19), kernel.lineStart(0)]);
       });`,
      {
        eval: true,
        workerData: {
          module,
          url: new URL('../../../dist/scan/kernel/scan-kernel.js', import.meta.url).href,
        },
      },
    );
    kernel.bytes.write('x\n');
    expect(await once(worker, 'message')).toEqual([[1, 3]]);
    expect(kernel.bytes.toString('latin1', 0, 2)).toBe('x\n');
    await worker.terminate();
  });
});

describe('never a false negative', () => {
  const piece = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom('\n', '\r\n', '\n\n', '}\n{', '}\n{"', ' \n', '{"a":"', '"}'),
    },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        ...Array.from('/etc/init.d/ETCIND\\u0{}" \t\r\n'),
        'init',
        'INIT',
        '.d',
        '.D',
        '/',
        '\\/',
      ),
    },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'init.d/',
        '/etc/init.d/',
        'iNit.D\\/',
        '\\u00',
        '\\u002f',
        '\\u002E',
        '\\u0069',
        '\\u003c',
        '\\u005c',
        '\\\\',
        '4',
        '6e',
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...openers.flatMap((name) => [name, `{"${name}"`, `{ "${name}`])),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('\u0000', '\u00ff', '\u00c3\u00a9', '\u0080', '\u000e', '\u0014'),
    },
    { weight: 1, arbitrary: fc.nat(70).map((length) => 'x'.repeat(length)) },
  );
  const hostile = fc
    .array(piece, { maxLength: 200, size: 'max' })
    .map((pieces) => `${pieces.join('')}\n`);
  const stale = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

  it('finds what the model finds in any bytes, and counts their newlines', () => {
    fc.assert(
      fc.property(hostile, stale, stale, fc.nat(130), (text, before, after, offset) => {
        const at = { offset, before: before.padStart(offset, 'x'), after };
        expect(scanText(text, at)).toMatchObject(modelScan(text, modelIsCandidate));
        const everyLine = modelScan(text, (line) => /[^ \t\r]/.test(line));
        expect(scanText(text, { ...at, every: true })).toMatchObject(everyLine);
      }),
      { numRuns: 1500 },
    );
  });

  /** A random way to write a character in a JSON string. */
  function spelled(character: string): fc.Arbitrary<string> {
    const hex = character.charCodeAt(0).toString(16).padStart(4, '0');
    const plain = JSON.stringify(character).slice(1, -1);
    return fc.oneof(
      { weight: 12, arbitrary: fc.constant(plain) },
      { weight: 1, arbitrary: fc.constantFrom(`\\u${hex}`, `\\u${hex.toUpperCase()}`) },
      { weight: 3, arbitrary: fc.constant(character === '/' ? '\\/' : plain) },
    );
  }
  function inAnyCase(text: string): fc.Arbitrary<string> {
    return fc
      .tuple(...Array.from(text, (c) => fc.constantFrom(c.toLowerCase(), c.toUpperCase())))
      .map((characters) => characters.join(''));
  }
  const word = fc.oneof(
    fc.constantFrom(
      '',
      'a',
      '/etc',
      '/init.d',
      '/',
      'é',
      '\\',
      '"',
      '\n',
      'init.d\\',
      '\u0000',
      'x'.repeat(40),
    ),
    inAnyCase(path),
  );
  function written(words: fc.Arbitrary<readonly string[]>): fc.Arbitrary<string> {
    return words
      .chain((list) => fc.tuple(...Array.from(list.join(''), (character) => spelled(character))))
      .map((characters) => `"${characters.join('')}"`);
  }
  const text = written(fc.array(word, { maxLength: 4 }));
  const evidence = written(fc.tuple(word, inAnyCase(path), word));
  const space = fc.constantFrom('', '', ' ', '\t', '\r', ' \r');
  const wrap = fc.constantFrom<readonly [string, string]>(
    ['', ''],
    ['[', ']'],
    ['{"b":', '}'],
    ['[1,{"b":[', ']}]'],
  );

  /** A line of JSON with strings from `inner`, as keys or values. */
  function objectLine(inner: fc.Arbitrary<string>): fc.Arbitrary<string> {
    return fc
      .tuple(text, text, inner, fc.boolean(), wrap, space, space, space)
      .map(([key, value, it, asKey, [open, close], s1, s2, s3]) => {
        const member = asKey ? `${it}:${open}${value}${close}` : `${key}:${s2}${open}${it}${close}`;
        return `${s1}{${s2}"first":1,${member}${s3}}${s1}`;
      })
      .map((line) => Buffer.from(line, 'utf8').toString('latin1'));
  }

  it('finds every line that holds the path, in any JSON spelling', () => {
    fc.assert(
      fc.property(fc.array(objectLine(evidence), { minLength: 1, maxLength: 6 }), (lines) => {
        for (const line of lines) expect(holdsPathAsObject(line)).toBe(true);
        const found = scanText(lines.map((line) => `${line}\n`).join('')).candidates;
        expect(found.map(({ line }) => line)).toEqual(lines);
      }),
      { numRuns: 1000 },
    );
  });

  it('skips no line that parses and holds the path', () => {
    fc.assert(
      fc.property(fc.array(objectLine(text), { minLength: 1, maxLength: 8 }), (lines) => {
        const joined = lines.map((line) => `${line}\n`).join('');
        const starts = new Set(
          scanText(joined).candidates.map(({ newlinesBefore }) => newlinesBefore),
        );
        for (const [number, line] of lines.entries()) {
          if (holdsPathAsObject(line)) expect(starts).toContain(number);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

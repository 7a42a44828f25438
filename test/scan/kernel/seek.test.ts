import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Needle } from '#dist/scan/kernel/needle.js';
import { SeekKernel } from '#dist/scan/kernel/seek-kernel.js';
import { seed } from '../../property/generators.js';
import { modelIsCandidate, modelScan } from './model.js';

const module = SeekKernel.compile();

let kernel: SeekKernel;
beforeAll(() => {
  kernel = new SeekKernel(module, 1 << 20);
});

interface Found {
  readonly line: string;
  readonly start: number;
  readonly newlinesBefore: number;
  readonly isWeak: boolean;
}

/** Searches for needles in text at an offset between bytes of an older block, however often the table fills. */
function seekIn(
  text: string,
  needles: readonly Needle[],
  { offset = 0, before = '', after = '' } = {},
) {
  kernel.setNeedles(needles);
  const bytes = Buffer.from(text, 'latin1');
  kernel.bytes.fill(0, 0, bytes.length + offset + 256);
  kernel.bytes.write(before.slice(-offset || before.length), 0, 'latin1');
  bytes.copy(kernel.bytes, offset);
  kernel.bytes.write(after, offset + bytes.length, 'latin1');
  const found: Found[] = [];
  let newlines = 0;
  const end = offset + bytes.length;
  for (let at = offset; at < end; at = kernel.resumeAt) {
    const count = kernel.scan(at, end);
    for (let i = 0; i < count; i += 1) {
      const start = kernel.lineStart(i);
      found.push({
        line: kernel.bytes.toString('latin1', start, kernel.lineEnd(i)),
        start: start - offset,
        newlinesBefore: newlines + kernel.newlinesBefore(i),
        isWeak: kernel.weakClasses(i) !== 0,
      });
    }
    newlines += kernel.newlines;
  }
  return { found, newlines };
}

/** Whether a line is a candidate, a weak one, or none. */
function judge(line: string, ...needles: readonly Needle[]): 'none' | 'weak' | 'full' {
  const bytes = Buffer.from(line).toString('latin1');
  const [found] = seekIn(`${bytes}\n`, needles).found;
  if (found === undefined) return 'none';
  return found.isWeak ? 'weak' : 'full';
}

function needle(text: string, anchor: Needle['anchor'] = 'whole', isWeak = false): Needle {
  return isWeak ? { text, anchor, weak: 1 } : { text, anchor };
}

/** A pattern for a needle's bytes as Latin-1: letters in either case, slashes escaped or not. */
function patternOf(text: string): string | undefined {
  const escaped = JSON.stringify(text).slice(1, -1);
  if (/(?<!\\)(?:\\\\)*\\u/.test(escaped)) return undefined;
  return Array.from(Buffer.from(escaped).toString('latin1'), (character) => {
    if (/[a-z]/i.test(character)) return `[${character.toLowerCase()}${character.toUpperCase()}]`;
    if (character === '/') return '\\\\?/';
    const code = character.charCodeAt(0).toString(16).padStart(2, '0');
    return `\\x${code}`;
  }).join('');
}

/** A model of the kernel's rule for needles: slow and obvious. */
function modelHolds(line: string, { text, anchor }: Needle): boolean {
  const pattern = patternOf(text);
  if (pattern === undefined) return false;
  switch (anchor) {
    case 'whole':
      return new RegExp(`"${pattern}"`).test(line);
    case 'start':
      return new RegExp(`"${pattern}`).test(line);
    case 'end':
      return new RegExp(`${pattern}"`).test(line);
    case 'entity-id':
      return new RegExp(`entity_id"[ \\t\\r]*:[ \\t\\r]*(?:\\[[ \\t\\r]*)*"${pattern}"`).test(line);
  }
}

function modelLevel(line: string, needles: readonly Needle[]): 'none' | 'weak' | 'full' {
  if (line.replace(/[ \t\r]/g, '') === '') return 'none';
  if (modelIsCandidate(line) || line.includes('\\u')) return 'full';
  const matching = needles.filter((one) => modelHolds(line, one));
  if (matching.length === 0) return 'none';
  return matching.every(({ weak }) => weak !== undefined) ? 'weak' : 'full';
}

const id = 'ZDVkZTk3NjMtYjQwNi00ZDExLTg5ZGMtZWZmNTgxZDBiNzI0LTYwNDczLTE3NDE2NTkxODI=';
const sibling = 'ZDVkZTk3NjMtYjQwNi00ZDExLTg5ZGMtZWZmNTgxZDBiNzI0LTYwNDczLTE3NDE2NTkxODM=';

type Case = readonly [line: string, target: Needle, reason: string];

const foundCases: readonly Case[] = [
  ['{"a":"service"}', needle('service'), 'a value'],
  ['{"service":1}', needle('service'), 'a key'],
  ['{"a":["x","service"]}', needle('service'), 'an element'],
  ['{"a":"SerVice"}', needle('service'), 'a value in another case'],
  ['{"a":"service"}', needle('SERVICE'), 'a needle in another case'],
  ['{ "a" : "service" }', needle('service'), 'a value between white space'],
  [`{"a":"${id}"}`, needle(id), 'an entity id'],
  ['{"a":"x"}', needle('x'), 'one byte'],
  ['{"a":"xy"}', needle('xy'), 'two bytes'],
  ['{"a":"xyz"}', needle('xyz'), 'three bytes'],
  ['{"a":"7"}', needle('7'), 'a digit'],
  ['{"a":"/"}', needle('/'), 'a slash'],
  ['{"a":"\\/"}', needle('/'), 'an escaped slash'],
  ['{"a":"a\\/b/c\\/d"}', needle('a/b/c/d'), 'slashes of both kinds'],
  ['{"a":"/\\/\\//\\/"}', needle('/////'), 'only slashes'],
  ['{"a":"ab\\/cd+/ef="}', needle('ab/cd+/ef='), 'Base64 with slashes'],
  ['{"a":"say \\"hi\\""}', needle('say "hi"'), 'quotes'],
  ['{"a":"\\""}', needle('"'), 'only a quote'],
  ['{"a":"C:\\\\x"}', needle('C:\\x'), 'a backslash'],
  ['{"a":"a\\\\"}', needle('a\\'), 'a backslash at the end'],
  ['{"a":"\\\\/x"}', needle('\\/x'), 'a backslash before a slash'],
  ['{"a":"\\\\\\/x"}', needle('\\/x'), 'a backslash before an escaped slash'],
  ['{"a":"a\\tb\\nc\\r\\f\\b"}', needle('a\tb\nc\r\f\b'), 'control characters with short escapes'],
  ['{"a":"Größe"}', needle('Größe'), 'letters above ASCII'],
  ['{"a":"GRößE"}', needle('größE'), 'ASCII letters in any case next to others'],
  ['{"a":"😀"}', needle('😀'), 'a character of four bytes'],
  ['{"a":"é"}', needle('é', 'end'), 'a character of two bytes, at the end'],
  ['{"a":"\u007f"}', needle('\u007f'), 'DEL, which JSON does not escape'],
  ['{"a":"/etc/cron.d/x"}', needle('/etc/cron', 'start'), 'the beginning'],
  ['{"a":"\\/ETC\\/cron.d\\/x"}', needle('/etc/cron', 'start'), 'the beginning, with escapes'],
  ['{"a":"/etc/cron"}', needle('/etc/cron', 'start'), 'a beginning that is the whole string'],
  ['{"a":"/x"}', needle('/', 'start'), 'a beginning of one byte'],
  ['{"a":"\\/x"}', needle('/', 'start'), 'a beginning of one byte, escaped'],
  ['{"a":"\\\\x"}', needle('\\', 'start'), 'a backslash at the beginning'],
  ['{"a":"ab"}', needle('ab', 'start'), 'a short beginning'],
  ['{"a":"/root/.ssh/authorized_keys"}', needle('/authorized_keys', 'end'), 'the end'],
  ['{"a":"x\\/AUTHORIZED_keys"}', needle('/authorized_keys', 'end'), 'the end, with an escape'],
  ['{"a":"authorized_keys"}', needle('authorized_keys', 'end'), 'an end that is the whole string'],
  ['{"a":"xy"}', needle('y', 'end'), 'an end of one byte'],
  ['{"a":"x\\/"}', needle('/', 'end'), 'a slash at the end'],
  [`{"entity_id":"${id}"}`, needle(id, 'entity-id'), 'the value of entity_id'],
  [
    `{"process":{"pid":1,"entity_id":"${id}"}}`,
    needle(id, 'entity-id'),
    'an entity id in an object',
  ],
  [`{"process.entity_id":"${id}"}`, needle(id, 'entity-id'), 'an entity id under a dotted key'],
  [`{"process.entity_id":["${id}"]}`, needle(id, 'entity-id'), 'an entity id in an array'],
  [`{"process.entity_id":["${id}","x"]}`, needle(id, 'entity-id'), 'the first of several'],
  [`{"entity_id" \t:\r [ \t"${id}"]}`, needle(id, 'entity-id'), 'an entity id between white space'],
  [`{"entity_id":[ [ "${id}"]]}`, needle(id, 'entity-id'), 'an entity id in nested arrays'],
  ['{"entity_id":"x"}', needle('x', 'entity-id'), 'an entity id of one byte'],
  ['{"entity_id":"a\\/b"}', needle('a/b', 'entity-id'), 'an entity id with a slash'],
  ['{"a":"b\\u0061r"}', needle('zzz'), 'any escape that may spell a needle'],
  ['{"a":"\\ud83d\\ude00"}', needle('😀'), 'a pair of escapes'],
  ['{"a":"/etc/init.d/x"}', needle('zzz'), 'the path of the scan'],
  ['{"took":1}', needle('zzz'), 'a response'],
  ['{"a":1', needle('zzz'), 'a line that is not an object'],
];

const notFoundCases: readonly Case[] = [
  ['{"a":1}', needle('service'), 'no string at all'],
  ['{"a":"services"}', needle('service'), 'a longer string'],
  ['{"a":"a service"}', needle('service'), 'a string that ends with it'],
  ['{"a":"service x"}', needle('service'), 'a string that begins with it'],
  ['{"a":service}', needle('service'), 'a bare word'],
  ['{"a":"servic\u0005"}', needle('service'), 'a control character instead of a letter'],
  ['{"a":"\u0013ervice"}', needle('service'), 'another control character'],
  [`{"a":"${sibling}"}`, needle(id), 'another entity id of the same host'],
  [`{"a":"x${id.slice(1)}"}`, needle(id), 'an entity id that differs only in its first byte'],
  ['{"a":"xyz"}', needle('xy'), 'a longer string than two bytes'],
  ['{"a":"a\\\\/b"}', needle('a/b'), 'an escaped backslash before the slash'],
  ['{"a":"\\/x"}', needle('\\/x'), 'an escaped slash instead of a backslash and a slash'],
  ['{"a":"GRÖßE"}', needle('größe'), 'letters above ASCII in another case'],
  ['{"a":"x/etc/cron"}', needle('/etc/cron', 'start'), 'a beginning in the middle'],
  ['{"a":"/etc/cro"}', needle('/etc/cron', 'start'), 'a truncated beginning'],
  ['{"a":"/etc/cro","n":1}', needle('/etc/cron', 'start'), 'a beginning truncated by a quote'],
  ['{"a":"x.keys "}', needle('.keys', 'end'), 'an end that continues'],
  [`{"ancestry":["${id}"]}`, needle(id, 'entity-id'), 'an ancestor'],
  [`{"a":"entity_id","b":"${id}"}`, needle(id, 'entity-id'), 'a value that looks like the key'],
  [`{"entity_id":["x","${id}"]}`, needle(id, 'entity-id'), 'the second of several'],
  [`{"entity_id":{"${id}":1}}`, needle(id, 'entity-id'), 'a key'],
  [`{"entity_ids":"${id}"}`, needle(id, 'entity-id'), 'another key'],
  [`{"ENTITY_ID":"${id}"}`, needle(id, 'entity-id'), 'another key, in capitals'],
  [`{"ntity_id":"${id}"}`, needle(id, 'entity-id'), 'a shorter key'],
];

describe('a needle', () => {
  it.each(foundCases)('is found in %j: %j, %s', (line, target) => {
    expect(judge(line, target)).toBe('full');
    expect(judge(` ${line}\r`, target, needle('another'))).toBe('full');
  });

  it.each(notFoundCases)('is not found in %j: %j, %s', (line, target) => {
    expect(judge(line, target)).toBe('none');
    expect(judge(line, target, needle('another'))).toBe('none');
  });

  it('is found at every offset and distance from the end, whatever surrounds the range', () => {
    const around = {
      before: '{"entity_id":"service","a":"/etc/cro',
      after: 'ice"}\n{"a":"service"}\n{"a":"\\u0000',
    };
    for (const [line, target] of [...foundCases, ...notFoundCases]) {
      const needles = [target, needle('service'), needle('e', 'end')];
      for (let shift = 0; shift < 64; shift += 7) {
        const bytes = Buffer.from(line).toString('latin1');
        const text = `{"p":"${'p'.repeat(shift)}"}\n${bytes}${' '.repeat(shift % 9)}\n`;
        const { found, newlines } = seekIn(text, needles, { ...around, offset: shift });
        const model = modelScan(text, (one) => modelLevel(one, needles) !== 'none');
        expect({ candidates: found.map(({ isWeak, ...rest }) => rest), newlines }).toEqual(model);
      }
    }
  });

  it('is found at the first and last bytes of the memory', () => {
    kernel.setNeedles([needle('a', 'end'), needle('b', 'start'), needle('c', 'entity-id')]);
    for (const text of ['a"\n', '"\n', '"b\n', '"c"\n', ':"c"\n', '{}\n', '[']) {
      kernel.bytes.fill(0).write(text, 'latin1');
      const end = text.lastIndexOf('\n') + 1;
      expect(kernel.scan(0, end)).toBe(text === '{}\n' || end === 0 ? 0 : 1);
    }
    const tight = new SeekKernel(module, 65536);
    tight.setNeedles([needle('end', 'end'), needle('start', 'start')]);
    for (const line of ['{"end"}', '{"start":1}', '{"x":"start"}', '{"x":"xend"}']) {
      const start = tight.capacity - line.length - 1;
      tight.bytes.fill('"').write(`${line}\n`, start, 'latin1');
      expect(tight.scan(start, tight.capacity)).toBe(1);
    }
  });

  it('is never found across two lines', () => {
    const needles = [needle('ab'), needle('cd', 'entity-id'), needle('ef', 'start')];
    expect(seekIn('{"a\nb":1}\n{"entity_id":\n"cd":1}\n{"e\nf":1}\n', needles).found).toMatchObject(
      [
        { line: '{"a' },
        { line: 'b":1}' },
        { line: '{"entity_id":' },
        { line: '"cd":1}' },
        { line: '{"e' },
        { line: 'f":1}' },
      ],
    );
    expect(seekIn('{"a":""}\n{"b":1}\n{"entity_id":1}\n{"cd":2}\n', needles).found).toEqual([]);
  });
});

describe('weak needles', () => {
  it.each<readonly [line: string, level: 'weak' | 'full', reason: string]>([
    ['{"a":"host"}', 'weak', 'only a weak needle'],
    ['{"a":"host","b":"host"}', 'weak', 'a weak needle twice'],
    ['{"a":"host","b":"service"}', 'full', 'another needle after a weak one'],
    ['{"b":"service","a":"host"}', 'full', 'another needle before a weak one'],
    ['{"a":"host","b":"\\u0061"}', 'full', 'an escape'],
    ['{"a":"host","b":"/etc/init.d/x"}', 'full', 'the path'],
    ['{"a":"host"', 'full', 'a line that is not an object'],
    ['{"took":"host"}', 'full', 'a response'],
    ['{"a":"both"}', 'full', 'a string that is both a weak needle and a full one'],
    ['{"a":"/run/x"}', 'weak', 'a weak beginning'],
  ])('make %j a %s candidate: %s', (line, level) => {
    const needles = [
      needle('host', 'whole', true),
      needle('service'),
      needle('both', 'whole', true),
      needle('both'),
      needle('/run/', 'start', true),
    ];
    expect(judge(line, ...needles)).toBe(level);
    expect(judge(line, ...needles.toReversed())).toBe(level);
  });

  it.each<readonly [line: string, classes: number]>([
    ['{"a":"host"}', 1],
    ['{"a":"port"}', 2],
    ['{"a":"port","b":"host"}', 3],
    ['{"a":"/x/sshd","b":"host"}', 33],
    ['{"a":"port","b":"service"}', 0],
  ])('show the classes of all in %j: %i', (line, classes) => {
    kernel.setNeedles([
      { text: 'host', anchor: 'whole', weak: 1 },
      { text: 'port', anchor: 'whole', weak: 2 },
      { text: '/sshd', anchor: 'end', weak: 32 },
      needle('service'),
    ]);
    kernel.bytes.write(`${line}\n`);
    expect(kernel.scan(0, line.length + 1)).toBe(1);
    expect(kernel.weakClasses(0)).toBe(classes);
  });

  it('are distinguished even if the table fills, and ignored if every line is a candidate', () => {
    const text = '{"a":"host"}\n{"a":"service"}\n{}\n'.repeat(5000);
    const { found } = seekIn(text, [needle('host', 'whole', true), needle('service')]);
    expect(found.map(({ isWeak }) => isWeak)).toEqual(
      Array.from({ length: 10_000 }, (_, at) => at % 2 === 0),
    );
    kernel.bytes.write('{"a":"host"}\n');
    expect(kernel.scan(0, 13)).toBe(1);
    expect(kernel.weakClasses(0)).toBe(1);
    expect(kernel.weakClasses(1)).toBe(0);
    expect(kernel.scan(0, 13, true)).toBe(1);
    expect(kernel.weakClasses(0)).toBe(0);
  });
});

/** The minute of a line that is a weak candidate. */
function minuteOf(line: string): number | undefined {
  kernel.setNeedles([{ text: 'weak', anchor: 'whole', weak: 1 }]);
  const length = kernel.bytes.write(`${line.replace(/\}$/, ',"b":"weak"}')}\n`);
  expect(kernel.scan(0, length)).toBe(1);
  expect(kernel.weakClasses(0)).toBe(1);
  return kernel.minuteOf(0);
}

describe('the minute of a weak candidate', () => {
  const minute = Date.parse('2026-02-03T04:05Z');
  const padding = `"a":"${'@'.repeat(40)}"`;

  it.each<readonly [line: string, time: number | undefined, reason: string]>([
    ['{"@timestamp":"2026-02-03T04:05:59.999Z"}', minute, 'a usual time'],
    ['{"@timestamp":"2026-02-03T04:05:06.123456789Z","a":1}', minute, 'nanoseconds'],
    ['{"a":1, "@timestamp" : [ "2026-02-03T04:05:06Z" ]}', minute, 'an array, with spaces'],
    ['{"@timestamp":"2026-02-03T04:05Z"}', minute, 'no seconds'],
    [`{${padding},"@timestamp":"2026-02-03T04:05:06Z"}`, minute, 'other signs like the key'],
    ['{"@timestamp":"2026-02-03T04:05:06+01:00"}', undefined, 'another time zone'],
    ['{"@timestamp":"2026-02-03T04:05:06"}', undefined, 'no time zone'],
    ['{"@timestamp":"2026-02-03T04:05:Z"}', undefined, 'no digits of seconds'],
    ['{"@timestamp":1770091506000}', undefined, 'a number'],
    ['{"@timestamp":"2026-99-03T04:05:06Z"}', undefined, 'no month'],
    ['{"@timestamp":"2026-02-00T04:05:06Z"}', undefined, 'no day'],
    ['{"@timestamp":"2026-02-03T24:05:06Z"}', undefined, 'no hour'],
    ['{"@timestamp":"2026-02-03T04:60:06Z"}', undefined, 'no minute'],
    ['{"@timestamp":"1969-12-31T23:59:59Z"}', undefined, 'before 1970'],
    ['{"timestamp":"2026-02-03T04:05:06Z"}', undefined, 'another key'],
    ['{"a":"@timestamp"}', undefined, 'a value'],
    [
      '{"@timestamp":"2026-02-03T04:05:06Z","o":{"@timestamp":"2026-02-03T04:06:06Z"}}',
      undefined,
      'several events',
    ],
  ])('of %s is %s: %s', (line, time) => {
    expect(minuteOf(line)).toBe(time);
  });

  it('is the one of Date.parse', () => {
    const noInvalidDate = true;
    const from = new Date('1970-01-01T00:00Z');
    const to = new Date('9999-12-31T23:59:59Z');
    fc.assert(
      fc.property(fc.date({ min: from, max: to, noInvalidDate }), fc.nat(40), (date, spaces) => {
        const text = date.toISOString();
        const found = minuteOf(`{"a":"${' '.repeat(spaces)}","@timestamp":"${text}"}`);
        expect(found).toBe(Date.parse(`${text.slice(0, 16)}Z`));
      }),
      { seed },
    );
  });

  it('is unknown for other candidates', () => {
    kernel.setNeedles([needle('host')]);
    const line = '{"@timestamp":"2026-02-03T04:05:06Z","a":"host"}\n';
    kernel.bytes.write(line);
    expect(kernel.scan(0, line.length)).toBe(1);
    expect(kernel.minuteOf(0)).toBeUndefined();
    expect(kernel.minuteOf(1)).toBeUndefined();
  });
});

describe('the needles', () => {
  it('replace earlier ones, and may be none', () => {
    kernel.bytes.write('{"a":"one"}\n{"a":"two"}\n');
    kernel.setNeedles([needle('one')]);
    expect([kernel.scan(0, 24), kernel.lineStart(0)]).toEqual([1, 0]);
    kernel.setNeedles([needle('two')]);
    expect([kernel.scan(0, 24), kernel.lineStart(0)]).toEqual([1, 12]);
    kernel.setNeedles([]);
    expect(kernel.scan(0, 24)).toBe(0);
    expect(new SeekKernel(module, 24).scan(0, 0)).toBe(0);
  });

  it('are kept when the memory grows', () => {
    const small = new SeekKernel(module, 16);
    small.setNeedles([needle('host', 'whole', true)]);
    small.grow(300_000);
    small.bytes.write('{"a":"host"}\n');
    expect(small.scan(0, 13)).toBe(1);
    expect(small.weakClasses(0)).toBe(1);
  });

  it('may be the empty string', () => {
    expect(judge('{"a":""}', needle(''))).toBe('full');
    expect(judge('{"a":"b"}', needle(''))).toBe('none');
  });

  it('may be thousands that differ only at their ends', () => {
    const many = Array.from({ length: 2500 }, (_, n) =>
      Buffer.from(`d5de9763-b406-4d11-89dc-eff581d0b724-${n}-1741659182`).toString('base64'),
    );
    const lines = many.map((text) => `{"process":{"entity_id":"${text}"}}`);
    const text = `${lines.join('\n')}\n`;
    const needles = many.map((one, at) => needle(one, at % 3 === 0 ? 'whole' : 'entity-id'));
    expect(seekIn(text, needles).found.map(({ line }) => line)).toEqual(lines);
    const even = needles.filter((_, at) => at % 2 === 0);
    expect(seekIn(text, even).found.map(({ newlinesBefore }) => newlinesBefore)).toEqual(
      even.map((_, at) => at * 2),
    );
  });

  it.each([
    ['too many needles', Array.from({ length: 10_000 }, (_, n) => needle(`needle ${n}`))],
    ['too much text', Array.from({ length: 1000 }, (_, n) => needle(`${n}${'x'.repeat(900)}`))],
    ['too many spellings', Array.from({ length: 4000 }, (_, n) => needle(`${n}////////`))],
    ['an empty end', [needle('', 'end')]],
    ['an empty beginning', [needle('', 'start')]],
    ['nothing but U+FFFD', [needle('\ufffd', 'entity-id')]],
    ['an end with U+FFFD', [needle('x\ufffd', 'end')]],
    ['a beginning with U+FFFD', [needle('\ufffdx', 'start')]],
  ])('make every line a candidate if the kernel cannot search for them: %s', (_, needles) => {
    const text = '{"a":1}\n\n{"b":2}\n';
    expect(seekIn(text, needles).found).toMatchObject([
      { line: '{"a":1}', isWeak: false },
      { line: '{"b":2}', isWeak: false },
    ]);
    expect(seekIn(text, [needle('c')]).found).toEqual([]);
  });

  it.each(['whole', 'start', 'end', 'entity-id'] as const)('may be long: %s', (anchor) => {
    for (const length of [1000, 1023, 1024, 1025, 5000, 100_000]) {
      const text = `${'\\"/ab'.repeat(length / 5)}`;
      const line = `{"entity_id":${JSON.stringify(text)}}`;
      expect(judge(line, needle(text, anchor))).toBe('full');
      expect(judge(line.replaceAll('/', '\\/'), needle(text, anchor))).toBe('full');
      expect(judge('{"entity_id":"ab"}', needle(text, anchor))).toBe('none');
    }
  });

  it.each([
    ['caf\ufffd latte', 'whole'],
    ['caf\ufffd latte', 'entity-id'],
    ['\ufffd latte', 'whole'],
    ['caf\ufffd', 'whole'],
    ['caf\ufffd latte', 'start'],
    ['caf\ufffd latte', 'end'],
  ] as const)('may hold U+FFFD from invalid UTF-8: %j, %s', (text, anchor) => {
    const line = `{"entity_id":"${text.replace('\ufffd', '\xe9')}"}\n`;
    expect(seekIn(line, [needle(text, anchor)]).found).toHaveLength(1);
    expect(judge(`{"entity_id":"${text}"}`, needle(text, anchor))).toBe('full');
    expect(judge('{"entity_id":"tea"}', needle(text, anchor))).toBe('none');
  });

  it.each(['\u0000', 'a\u001fb', '\ud800', 'x\udc00'])(
    'are found by their escape if they have no other spelling: %j',
    (text) => {
      expect(judge(JSON.stringify({ a: text }), needle(text))).toBe('full');
      expect(judge('{"a":"b"}', needle(text))).toBe('none');
    },
  );
});

describe('never a false negative', () => {
  const strings = [
    'a',
    'ab',
    'id',
    'abc',
    'a/b',
    '/',
    '//',
    'service',
    'Service',
    'update-rc.d',
    '/etc/cron',
    '/authorized_keys',
    'a"b',
    '"',
    '\\',
    'a\\/b',
    'x\n',
    '\t',
    'é',
    'naïve/é',
    '😀',
    '\u0001',
    '\ud800',
    '=',
    ':',
    ',',
    '[',
    ' ',
    id,
    sibling,
    `${id.slice(0, -4)}/+8=`,
    'x'.repeat(70),
  ];
  const needles: fc.Arbitrary<readonly Needle[]> = fc.array(
    fc.record(
      {
        text: fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom(...strings) },
          {
            weight: 1,
            arbitrary: fc
              .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
              .filter((text) => !text.includes('\ufffd')),
          },
        ),
        anchor: fc.constantFrom<Needle['anchor']>('whole', 'start', 'end', 'entity-id'),
        weak: fc.constant(1),
      },
      { requiredKeys: ['text', 'anchor'] },
    ),
    { minLength: 1, maxLength: 8 },
  );
  const piece = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom('"', '":"', '","', '{"a":"', '"}', '}\n{"', '\n', '"}\n{"b":"'),
    },
    {
      weight: 4,
      arbitrary: fc
        .constantFrom(...strings)
        .map((text) => Buffer.from(JSON.stringify(text).slice(1, -1)).toString('latin1')),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '\\/',
        '\\',
        '\\\\',
        '\\"',
        '/',
        'entity_id":"',
        '"process.entity_id" : [ "',
        '"entity_id":["x","',
        'A',
        'SERVICE',
        'B',
        '\\u',
        'init.d/',
        ' ',
        '\u00ff',
      ),
    },
    { weight: 1, arbitrary: fc.nat(70).map((length) => 'p'.repeat(length)) },
  );
  const hostile = fc
    .array(piece, { maxLength: 120, size: 'max' })
    .map((pieces) => `${pieces.join('')}\n`);
  const stale = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

  it('finds what the model finds in any bytes, weak or not, and counts their newlines', () => {
    fc.assert(
      fc.property(
        hostile,
        needles,
        stale,
        stale,
        fc.nat(130),
        (text, chosen, before, after, offset) => {
          const at = { offset, before: before.padStart(offset, 'x'), after };
          const model = modelScan(text, (line) => modelLevel(line, chosen) !== 'none');
          expect(seekIn(text, chosen, at)).toEqual({
            found: model.candidates.map((candidate) => ({
              ...candidate,
              isWeak: modelLevel(candidate.line, chosen) === 'weak',
            })),
            newlines: model.newlines,
          });
        },
      ),
      { seed, numRuns: 2000 },
    );
  });

  /** A random way to write a character in a JSON string. */
  function spelled(character: string): fc.Arbitrary<string> {
    const plain = JSON.stringify(character).slice(1, -1);
    const hex = Array.from({ length: character.length }, (_, at) => {
      return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
    }).join('');
    const other = character === '/' ? '\\/' : plain;
    const swapped = /[a-z]/.test(character) ? character.toUpperCase() : other;
    return fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(plain, other, swapped) },
      { weight: 1, arbitrary: fc.constant(hex) },
    );
  }
  function written(text: string): fc.Arbitrary<string> {
    return fc.tuple(...Array.from(text, spelled)).map((characters) => characters.join(''));
  }
  const space = fc.constantFrom('', '', ' ', '\t', ' \r');

  it('finds every line that holds a needle, in any JSON spelling', () => {
    const lines = needles.chain((chosen) =>
      fc.tuple(
        fc.constant(chosen),
        fc.nat(chosen.length - 1).chain((at) => {
          const { text, anchor } = chosen[at] ?? { text: '', anchor: 'whole' };
          return fc
            .tuple(
              written(text),
              fc.constantFrom(...strings).chain(written),
              fc.constantFrom('entity_id', 'process.entity_id', 'a.entity_id'),
              fc.boolean(),
              space,
              space,
            )
            .map(([it, more, key, inArray, s1, s2]) => {
              const string = `"${anchor === 'end' ? more : ''}${it}${anchor === 'start' ? more : ''}"`;
              const value = inArray ? `[${s2}${string}${s1},"z"]` : string;
              return `${s1}{${s2}"first":"${more}","${key}"${s1}:${s2}${value}${s1}}${s2}`;
            });
        }),
      ),
    );
    fc.assert(
      fc.property(lines, ([chosen, line]) => {
        expect(() => JSON.parse(line)).not.toThrow();
        expect(judge(line, ...chosen)).not.toBe('none');
      }),
      { seed, numRuns: 2000 },
    );
  });
});

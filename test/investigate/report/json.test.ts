import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { caseJson } from '#dist/investigate/report/json.js';
import { caseSchema } from '#dist/investigate/report/schema/case.js';
import { isObject, type JsonObject, type JsonValue } from '#dist/json/value.js';
import type { Problem } from '#dist/scan/finding.js';
import { backdoor, fullCase, hostileTexts, noCase, writtenCase } from '../../report/cases.js';
import { forbiddenIn } from '../../report/forbidden.js';
import { plainContext, statusOf, summaryOf } from '../../report/writers.js';
import { caseAndLeadsOf, scenarios } from '../scenarios.js';

const schema = caseSchema;
const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(
  schema,
);

/** Parses a document, which must be valid by the schema. */
function valid(text: string): JsonObject {
  const document = JSON.parse(text) as JsonObject;
  expect(validate(document) ? [] : validate.errors).toEqual([]);
  return document;
}

/** The objects of a value at all depths. */
function objectsIn(value: JsonValue): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (!isObject(value)) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

const problem: Problem = {
  severity: 'problem',
  input: 'logs/a.ndjson',
  line: 3,
  byteOffset: 40,
  fault: { kind: 'malformed-line', column: 7, mentions: false },
};

describe('a case as JSON', () => {
  it.each(scenarios)('is valid by the schema: %s', async (scenario) => {
    const { found, leads } = await caseAndLeadsOf(scenario);
    valid(await writtenCase(caseJson, found, { leads }));
  });

  it('is one document valid by the schema, with every kind of fact or none', async () => {
    valid(await writtenCase(caseJson, backdoor));
    valid(
      await writtenCase(
        caseJson,
        fullCase((member) => member),
      ),
    );
    const { hosts, events } = valid(await writtenCase(caseJson, noCase));
    expect({ hosts, events }).toEqual({ hosts: [], events: [] });
  });

  it('contains the case, the problems and the summary', async () => {
    const statistics = { documents: 9, fileEvents: 8, lacking: { 'file.path': 1 } };
    const summary = summaryOf({
      inputs: [statusOf({ problems: 1 })],
      problems: 1,
      complete: false,
      statistics,
    });
    const text = await writtenCase(caseJson, backdoor, { summary, problems: [problem] });
    expect(Object.keys(valid(text))).toEqual([
      'tool',
      'rule',
      'hosts',
      'events',
      'groups',
      'leftOut',
      'limits',
      'leads',
      'problems',
      'problemsNotListed',
      'inputs',
      'skipped',
      'summary',
    ]);
    expect(valid(text)).toMatchObject({
      tool: { name: 'initd-scan', version: '1.2.3' },
      hosts: JSON.parse(JSON.stringify(backdoor.hosts)),
      events: JSON.parse(JSON.stringify(backdoor.events)),
      limits: backdoor.limits,
      problems: [{ message: 'invalid JSON (column 7)', fault: problem.fault }],
      inputs: [{ status: 'incomplete' }],
      summary: { complete: false, census: statistics },
    });
  });

  it('has its members in a fixed order', async () => {
    const reversed = <T>(value: T): T => {
      if (Array.isArray(value)) return value.map(reversed) as T;
      if (typeof value !== 'object' || value === null) return value;
      const entries = Object.entries(value).reverse();
      return Object.fromEntries(entries.map(([key, member]) => [key, reversed(member)])) as T;
    };
    const found = fullCase((member) => member);
    expect(await writtenCase(caseJson, reversed(found))).toBe(await writtenCase(caseJson, found));
  });

  it('has each host and each event on its own line', async () => {
    const lines = (await writtenCase(caseJson, backdoor)).split('\n');
    expect(lines.filter((line) => line.startsWith('{"number":'))).toHaveLength(9);
    expect(lines.filter((line) => line.startsWith('{"name":"web-01"'))).toHaveLength(1);
  });

  it.each(hostileTexts)(
    'preserves %j, without effect on a terminal or a CI runner',
    async (text) => {
      const found = fullCase(() => text);
      const piped = await writtenCase(caseJson, found);
      const context = { ...plainContext, terminal: true };
      const shown = await writtenCase(caseJson, found, { context });
      expect(valid(shown)).toEqual(valid(piped));
      expect((valid(piped).hosts as JsonObject[])[0]).toMatchObject({ name: text });
      expect(forbiddenIn(shown, { newlines: true })).toEqual([]);
      expect(piped).not.toMatch(/##\[|##vso\[/i);
    },
  );
});

describe('the schema', () => {
  it('rejects claims without events', async () => {
    const document = JSON.parse(
      await writtenCase(
        caseJson,
        fullCase((member) => member),
      ),
    ) as JsonObject;
    const claims = objectsIn(document.hosts ?? []).filter(({ events }) => Array.isArray(events));
    expect(claims.length).toBeGreaterThan(50);
    for (const claim of claims as { events: JsonValue }[]) {
      const { events } = claim;
      for (const bad of [[], [0], ['1']]) {
        claim.events = bad;
        expect(validate(document)).toBe(false);
      }
      claim.events = events;
    }
    expect(validate(document)).toBe(true);
  });

  it('rejects unknown members everywhere', async () => {
    const text = await writtenCase(
      caseJson,
      fullCase((member) => member),
      { problems: [problem] },
    );
    const document = JSON.parse(text) as JsonObject;
    const known = objectsIn(document).filter(({ kind }) => kind !== 'malformed-line');
    for (const object of known as Record<string, JsonValue>[]) {
      object.unknown = 1;
      expect(validate(document)).toBe(false);
      delete object.unknown;
    }
  });

  it('describes every member and every id', () => {
    for (const { properties, oneOf, $defs } of objectsIn(schema)) {
      const described = [properties, $defs].flatMap((members) =>
        isObject(members) ? Object.entries(members) : [],
      );
      for (const [name, member] of described) {
        expect([name, isObject(member) && typeof member.description]).toEqual([name, 'string']);
      }
      for (const id of Array.isArray(oneOf) ? oneOf : []) {
        expect(id).toEqual({ const: expect.any(String), description: expect.stringMatching(/./) });
      }
    }
  });
});

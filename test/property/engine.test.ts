import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { FileInput, Input } from '#dist/input/input.js';
import { stateOf } from '#dist/input/inputs.js';
import { defaultRule, newestRule } from '#dist/rule/revisions.js';
import type { Rule } from '#dist/rule/rule.js';
import type { Finding, Problem } from '#dist/scan/finding.js';
import { eachMatch } from '#dist/scan/matches.js';
import { judgeByRule } from '#dist/scan/rule-judge.js';
import { scan } from '#dist/scan/scan.js';
import { compileKernelFor, Scanner } from '#dist/scan/scanner.js';
import type { ScannedDocument } from '#dist/scan/sink.js';
import { optionsWith, usualReadOptions } from '../scan/options.js';
import { streamOf } from '../scan/streams.js';
import { inputOf, seed } from './generators.js';
import {
  type Found,
  matchesByNdjson,
  matchesOf,
  mayContainBootFile,
  readReference,
} from './reference.js';
import { runs } from './runs.js';

const directory = mkdtempSync(path.join(tmpdir(), 'initd-scan-engine-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Spellings of one character in a JSON string. */
function spellings(character: string): readonly string[] {
  const hex = character.charCodeAt(0).toString(16).padStart(4, '0');
  return [character, ...(character === '/' ? ['\\/'] : []), `\\u${hex}`, `\\u${hex.toUpperCase()}`];
}

/** The text of a JSON string with random escapes, and with letters in random case if `anyCase` is set. */
function spelled(text: string, anyCase: boolean): fc.Arbitrary<string> {
  const letters = Array.from(text, (character) =>
    fc.constantFrom(
      ...spellings(character),
      ...(anyCase ? spellings(character.toUpperCase()) : []),
      character,
      character,
      character,
    ),
  );
  return fc.tuple(...letters).map((pieces) => `"${pieces.join('')}"`);
}

const name = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => JSON.stringify(text).slice(1, -1));

const filePath = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(spelled('/etc/init.d/', true), name)
      .map(([head, tail]) => `${head.slice(0, -1)}${tail}"`),
  },
  { weight: 1, arbitrary: spelled('/etc/init.d', true) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('/etc/init/x.conf', '/etc/init', '/etc/inittab', '/etc/inittab.new')
      .chain((text) => spelled(text, false)),
  },
  { weight: 3, arbitrary: name.map((tail) => `"/var/log/${tail}"`) },
);

const space = fc.constantFrom('', '', '', ' ', '\t', '  ', ' \r');

/** The line of an event as an exporter might write it, with any spelling and white space. */
const eventLine = fc
  .tuple(
    filePath,
    fc.constantFrom('"/usr/bin/bash"', '"/usr/bin/dpkg"', 'null'),
    space,
    space,
    fc.boolean(),
    fc.nat(300),
  )
  .map(([file, executable, a, b, dotted, padding]) => {
    const fileField = dotted
      ? `"file.path":${a}${file}`
      : `"file":${b}{${a}"path"${b}:${a}${file}}`;
    return (
      `${a}{${b}"event":{"category":["file"],"action":"creation"},${a}"host":{"os":{"type":"linux"}},` +
      `"padding":"${'p'.repeat(padding)}",${fileField},"process":{"executable":${executable}}${b}}${a}`
    );
  });

/** A line that is not an event, or is broken. */
const oddLine = fc.constantFrom(
  '',
  ' ',
  '\r',
  '42',
  'null',
  '"/etc/init.d/x"',
  '{"file":{"path":"/etc/init/x"',
  '{"path":"\\/etc\\/init"}',
  '{"file":{"path":"/etc/init.d/x"',
  '{"a":"\\u0069nit.d"}',
  '{"file" "path":"/etc/init.d/x"}',
  '{"a":1} {"b":2',
  '{"a":1} {"b":2}',
  '{"a":1}{"event":{"category":"file","action":"rename"},"host.os.type":"linux","file.path":"/etc/init.d/z","process.executable":"x"}',
  '[{"event":{"category":"file","action":"rename"},"host.os.type":"linux","file.path":"/etc/init.d/y","process.executable":"x"}]',
  '{"took":1,"hits":{"total":1,"hits":[{"_source":{"a":1}}]}}',
  '{"create":{"_index":"i"}}',
  '}{',
  '{}',
);

const input = inputOf(eventLine, oddLine);

function placeOf(match: ScannedDocument): string {
  const { line, byteOffset, position } = match.place;
  return `${line}@${byteOffset}${position === undefined ? '' : `#${position}`}`;
}

/** Whether the reference reports a kind of fault. */
function isLineFault(kind: string): boolean {
  return ['malformed-line', 'cut-short', 'not-an-object'].includes(kind);
}

async function scanned(
  inputs: Iterable<Input>,
  validate: boolean,
  jobs = 1,
  rule: Rule = defaultRule,
): Promise<Found> {
  const matches: string[] = [];
  const problems: string[] = [];
  const summary = await scan(
    inputs,
    {
      match: (match) => {
        matches.push(placeOf(match));
      },
      problem: ({ fault, line, byteOffset }: Problem) => {
        if (isLineFault(fault.kind)) problems.push(`${line}@${byteOffset}`);
      },
    },
    optionsWith({
      judge: { judge: 'rule', rule: rule.identity.label },
      jobs,
      trialMs: 0,
      read: { validate },
      results: { allowEmpty: true },
    }),
  );
  return { matches, problems, lines: summary.lines };
}

function fileOf(bytes: Buffer): FileInput {
  const file = path.join(directory, 'input.ndjson');
  writeFileSync(file, bytes);
  return { kind: 'file', name: file, path: file, state: stateOf(statSync(file)), isFound: false };
}

describe.each([
  { rule: defaultRule, reference: readReference },
  {
    rule: newestRule,
    reference: (bytes: Buffer, validate: boolean) =>
      readReference(bytes, validate, matchesOf(newestRule), mayContainBootFile),
  },
])(
  'for version $rule.identity.label, the engine finds what a reader of every line finds',
  ({ rule, reference }) => {
    it('in any chunks, with line numbers, byte offsets and problems', async () => {
      await fc.assert(
        fc.asyncProperty(
          input,
          fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 }),
          fc.boolean(),
          async (bytes, sizes, validate) => {
            const expected = reference(bytes, validate);
            expect(await scanned([streamOf(bytes, sizes)], validate, 1, rule)).toEqual(expected);
          },
        ),
        { numRuns: runs(1000), seed },
      );
    });

    it('byte by byte', async () => {
      await fc.assert(
        fc.asyncProperty(input, async (bytes) => {
          expect(await scanned([streamOf(bytes, [1])], false, 1, rule)).toEqual(
            reference(bytes, false),
          );
        }),
        { numRuns: runs(200), seed },
      );
    });

    it('in any division into ranges', async () => {
      const judge = judgeByRule(rule);
      const scanner = new Scanner(compileKernelFor(judge), usualReadOptions, judge);
      await fc.assert(
        fc.asyncProperty(
          input,
          fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
          async (bytes, cuts) => {
            const { path: file, state } = fileOf(bytes);
            const starts = [
              ...new Set([0, ...cuts.map((cut) => Math.floor(cut * bytes.length))]),
            ].sort((a, b) => a - b);
            const matches: string[] = [];
            const problems: string[] = [];
            let lines = 0;
            for (const [at, start] of starts.entries()) {
              const end = starts[at + 1] ?? Number.POSITIVE_INFINITY;
              const findings: Finding[] = [];
              let counted = 0;
              const range = { start, end, inputNumber: 0, isLast: at === starts.length - 1 };
              for await (const part of scanner.scan({
                kind: 'file',
                path: file,
                state,
                ...range,
              })) {
                for (const finding of part.findings) {
                  findings.push(...(finding.kind === 'matches' ? eachMatch(finding) : [finding]));
                }
                counted += part.end?.lines ?? 0;
              }
              for (const finding of findings) {
                if (finding.kind === 'matches') continue;
                const place = `${lines + finding.line + 1}@${finding.byteOffset}`;
                if (finding.kind === 'document') {
                  // The others are leads.
                  if (!finding.isMatch) continue;
                  matches.push(
                    finding.position === undefined ? place : `${place}#${finding.position}`,
                  );
                } else if (finding.kind === 'fault' && isLineFault(finding.fault.kind))
                  problems.push(place);
              }
              lines += counted;
            }
            scanner.close();
            expect({ matches, problems, lines }).toEqual(reference(bytes, false));
          },
        ),
        { numRuns: runs(500), seed },
      );
    });
  },
);

describe('the engine and ndjson', () => {
  it('find the same, document by document', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(eventLine, { maxLength: 20 }), async (lines) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const found: unknown[] = [];
        await scan(
          [fileOf(bytes)],
          { match: ({ event }) => void found.push(event), problem: () => {} },
          optionsWith({ results: { allowEmpty: true } }),
        );
        expect(found).toEqual(await matchesByNdjson(bytes));
      }),
      { numRuns: runs(300), seed },
    );
  });
});

describe('several threads', () => {
  it('find what one thread finds, in the same order, in large and small files', async () => {
    const lines = fc.sample(
      fc.oneof({ weight: 9, arbitrary: eventLine }, { weight: 1, arbitrary: oddLine }),
      { numRuns: runs(4000), seed: 20261123 },
    );
    const block = lines.map((line) => `${line}\n`).join('');
    const large = Buffer.from(block.repeat(Math.ceil(45_000_000 / block.length)));
    const big = path.join(directory, 'big.ndjson');
    writeFileSync(big, large);
    const input = (file: string): FileInput => ({
      kind: 'file',
      name: file,
      path: file,
      state: stateOf(statSync(file)),
      isFound: false,
    });
    const small = path.join(directory, 'small.ndjson');
    writeFileSync(small, block);
    const inputs = [input(small), input(big), input(small), input(small)];
    const one = await scanned(inputs, false, 1);
    expect(await scanned(inputs, false, 3)).toEqual(one);
    const reference = readReference(large, false);
    const before = readReference(Buffer.from(block), false);
    expect(one.matches.slice(before.matches.length, -2 * before.matches.length)).toEqual(
      reference.matches,
    );
  });
});

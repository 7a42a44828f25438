import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Document } from '#dist/export/document.js';
import { interpret } from '#dist/export/interpret.js';
import type { JsonValue } from '#dist/json/value.js';
import { evaluate } from '#dist/rule/evaluate.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { letters, oracle } from './oracle/oracle.js';

/** The contents of a fixture, interpreted in a slow and obvious way. */
interface FixtureContents {
  readonly documents: number;
  readonly matches: number;
  /** Lines that are not JSON. */
  readonly broken?: number;
  /** What is wrong with responses, and with values that are not documents. */
  readonly faults?: readonly string[];
}

/** How a fixture is split into JSON values, if not line by line. */
const splitters: Readonly<Record<string, (text: string) => string[]>> = {
  'shapes/search-response-pretty.json': (text) => [text],
  'shapes/array-pretty.json': (text) => [text],
  'shapes/values-pretty.json': (text) => text.split(/\n(?=\{)/),
};

const fixtures: Readonly<Record<string, FixtureContents>> = {
  'leads/ansible.ndjson': { documents: 16, matches: 0 },
  'leads/commands.ndjson': { documents: 15, matches: 0 },
  'leads/container-build.ndjson': { documents: 12, matches: 0 },
  'leads/debian-packages.ndjson': { documents: 25, matches: 0 },
  'leads/red-hat-packages.ndjson': { documents: 16, matches: 0 },
  'leads/red-hat.ndjson': { documents: 6, matches: 0 },
  'attacks/hostile-leads.ndjson': { documents: 3, matches: 0 },
  'telemetry/endgame.ndjson': { documents: 6, matches: 1 },
  'telemetry/web-fleet.ndjson': { documents: 323, matches: 4 },
  'shapes/array-pretty.json': { documents: 2, matches: 1 },
  'shapes/array.json': { documents: 2, matches: 1 },
  'shapes/arrays-of-objects.ndjson': { documents: 2, matches: 1 },
  'shapes/async-response.json': { documents: 2, matches: 1 },
  'shapes/beats.ndjson': { documents: 2, matches: 1 },
  'shapes/bulk-update.ndjson': { documents: 2, matches: 1 },
  'shapes/bulk.ndjson': { documents: 3, matches: 1 },
  'shapes/dotted.ndjson': { documents: 2, matches: 1 },
  'shapes/elasticdump.ndjson': { documents: 2, matches: 1 },
  'shapes/eql-response.json': { documents: 2, matches: 1 },
  'shapes/eql-sequences.json': { documents: 3, matches: 1 },
  'shapes/esql-columnar.json': { documents: 2, matches: 1 },
  'shapes/esql-metadata.json': { documents: 2, matches: 1 },
  'shapes/esql-response.json': { documents: 2, matches: 1 },
  'shapes/event-per-line.ndjson': { documents: 2, matches: 1 },
  'shapes/fields-hits.ndjson': { documents: 2, matches: 1 },
  'shapes/hits.ndjson': { documents: 2, matches: 1 },
  'shapes/kibana-alert.ndjson': { documents: 2, matches: 1 },
  'shapes/kibana-search-response.json': { documents: 2, matches: 1 },
  'shapes/mget-response.json': { documents: 2, matches: 1 },
  'shapes/mixed-spelling.ndjson': { documents: 2, matches: 1 },
  'shapes/msearch-response.json': { documents: 2, matches: 1 },
  'shapes/scroll-pages.ndjson': { documents: 2, matches: 1 },
  'shapes/search-response-old.json': { documents: 2, matches: 1 },
  'shapes/search-response-pretty.json': { documents: 2, matches: 1 },
  'shapes/search-response.json': { documents: 2, matches: 1 },
  'shapes/source-and-fields.ndjson': { documents: 2, matches: 1 },
  'shapes/sql-response.json': { documents: 2, matches: 1 },
  'shapes/values-pretty.json': { documents: 2, matches: 1 },
  'exclusions/excluded-by-a-installer-executable.ndjson': { documents: 6, matches: 1 },
  'exclusions/excluded-by-b-temporary-extension.ndjson': { documents: 5, matches: 1 },
  'exclusions/excluded-by-c-elastic-path.ndjson': { documents: 4, matches: 1 },
  'exclusions/excluded-by-d-installer-folder.ndjson': { documents: 6, matches: 1 },
  'exclusions/excluded-by-e-installer-name.ndjson': { documents: 4, matches: 1 },
  'exclusions/excluded-by-f-no-executable.ndjson': { documents: 5, matches: 1 },
  'exclusions/excluded-by-g-ln-runlevel-link.ndjson': { documents: 3, matches: 1 },
  'exclusions/excluded-by-h-sed-temporary.ndjson': { documents: 3, matches: 1 },
  'exclusions/excluded-by-i-perl-e2scrub.ndjson': { documents: 3, matches: 1 },
  'broken/blank-lines.ndjson': { documents: 2, matches: 1 },
  'broken/cut-short.ndjson': { documents: 2, matches: 1, broken: 1 },
  'broken/empty.ndjson': { documents: 0, matches: 0 },
  'broken/error-response-kibana.json': { documents: 0, matches: 0, faults: ['error-response'] },
  'broken/error-response.json': { documents: 0, matches: 0, faults: ['error-response'] },
  'broken/failed-shards.json': { documents: 2, matches: 1, faults: ['shards-failed'] },
  'broken/fewer-hits.json': { documents: 2, matches: 1, faults: ['fewer-hits'] },
  'broken/malformed-line.ndjson': { documents: 2, matches: 1, broken: 1 },
  'broken/more-than-counted.json': { documents: 2, matches: 1, faults: ['fewer-hits'] },
  'broken/msearch-error.json': { documents: 2, matches: 1, faults: ['error-response'] },
  'broken/not-objects.ndjson': {
    documents: 2,
    matches: 1,
    faults: [
      'a number',
      'a string',
      'null',
      'a boolean',
      'not-a-document',
      'not-a-document',
      'a number',
    ],
  },
  'broken/old-endgame.ndjson': { documents: 1, matches: 0 },
  'broken/partial-response.json': { documents: 2, matches: 1, faults: ['partial'] },
  'broken/sql-cursor.json': { documents: 2, matches: 1, faults: ['partial'] },
  'broken/still-running.json': { documents: 0, matches: 0, faults: ['partial'] },
  'broken/timed-out.json': { documents: 2, matches: 1, faults: ['timed-out'] },
  'broken/wrong-kind.ndjson': { documents: 3, matches: 0 },
  'attacks/bom-joined.ndjson': { documents: 2, matches: 1 },
  'attacks/bom.ndjson': { documents: 2, matches: 1 },
  'attacks/crlf.ndjson': { documents: 2, matches: 1 },
  'attacks/deep-nesting.ndjson': { documents: 3, matches: 2 },
  'attacks/duplicate-keys.ndjson': { documents: 2, matches: 1 },
  'attacks/duplicate-spelling.ndjson': { documents: 4, matches: 2 },
  'attacks/escaped-paths.ndjson': { documents: 11, matches: 8 },
  'attacks/hostile-reports.ndjson': { documents: 6, matches: 6 },
  'attacks/hostile-text.ndjson': { documents: 5, matches: 4 },
  'attacks/invalid-utf8.ndjson': { documents: 4, matches: 2 },
  'attacks/lone-surrogates.ndjson': { documents: 3, matches: 2 },
  'attacks/long-path.ndjson': { documents: 3, matches: 1 },
  'attacks/mixed-case.ndjson': { documents: 6, matches: 3 },
  'attacks/newline-in-path.ndjson': { documents: 3, matches: 1 },
  'attacks/nul-bytes.ndjson': { documents: 2, matches: 1, broken: 2 },
  'attacks/proto-keys.ndjson': { documents: 5, matches: 2 },
  'attacks/response-like-keys.ndjson': { documents: 7, matches: 6 },
  'attacks/types.ndjson': { documents: 7, matches: 3 },
  'attacks/u2028.ndjson': { documents: 3, matches: 2 },
  'cases/administrator/events.ndjson': { documents: 30, matches: 1 },
  'cases/configuration-tool/events.ndjson': { documents: 40, matches: 3 },
  'cases/disabled/events.ndjson': { documents: 24, matches: 2 },
  'cases/elf-rename/events.ndjson': { documents: 26, matches: 1 },
  'cases/files-only/events.ndjson': { documents: 16, matches: 1 },
  'cases/hostile/events.ndjson': { documents: 20, matches: 4 },
  'cases/ignored-by-systemd/events.ndjson': { documents: 21, matches: 4 },
  'cases/image-build/events.ndjson': { documents: 14, matches: 1 },
  'cases/reused-ids/events.ndjson': { documents: 17, matches: 1 },
  'cases/split/files.ndjson': { documents: 8, matches: 1 },
  'cases/split/network.ndjson': { documents: 4, matches: 0 },
  'cases/split/processes.ndjson': { documents: 10, matches: 0 },
  'cases/red-hat/events.ndjson': { documents: 35, matches: 0 },
  'cases/ssh-backdoor/events.ndjson': { documents: 35, matches: 1 },
  'cases/two-hosts/events.ndjson': { documents: 26, matches: 2 },
};

const root = new URL('../fixtures/', import.meta.url);
const scenarios = readdirSync(new URL('cases', root)).map((name) => `cases/${name}`);
const directories = [
  'telemetry',
  'leads',
  'shapes',
  'exclusions',
  'broken',
  'attacks',
  ...scenarios,
];

interface Contents {
  readonly documents: readonly Document[];
  readonly broken: number;
  readonly faults: readonly string[];
}

function contentsOf(path: string): Contents {
  const text = readFileSync(new URL(path, root), 'utf8');
  const documents: Document[] = [];
  const faults: string[] = [];
  let broken = 0;
  for (const piece of (splitters[path] ?? byLine)(text)) {
    const json = piece.replace(/^\ufeff/, '');
    if (json.trim() === '') continue;
    let value: JsonValue;
    try {
      value = JSON.parse(json) as JsonValue;
    } catch {
      broken += 1;
      continue;
    }
    const interpretation = interpret(value);
    if (interpretation.kind === 'document') documents.push(interpretation.document);
    if (interpretation.kind === 'none') faults.push(interpretation.found);
    if (interpretation.kind === 'collection') {
      documents.push(...interpretation.documents);
      faults.push(...interpretation.issues.map(({ kind }) => kind));
    }
  }
  return { documents, broken, faults };
}

function byLine(text: string): string[] {
  return text.split('\n');
}

test('exactly the fixtures are listed here', () => {
  const present = directories.flatMap((directory) =>
    readdirSync(new URL(directory, root)).map((name) => `${directory}/${name}`),
  );
  expect(present.sort()).toEqual(Object.keys(fixtures).sort());
});

describe('a fixture contains what it is for', () => {
  test.each(Object.entries(fixtures))('%s', (path, expected) => {
    const { documents, broken, faults } = contentsOf(path);
    const matching = documents.filter(({ event }) => oracle(event).match);
    expect({ documents: documents.length, matches: matching.length, broken, faults }).toEqual({
      broken: 0,
      faults: [],
      ...expected,
    });
    expect(
      documents.filter(({ event }) => evaluate(defaultRule.clauses, event).outcome === 'match'),
    ).toEqual(matching);
  });
});

describe('each exclusion has a file with events that it excludes, and a similar one that matches', () => {
  const names = readdirSync(new URL('exclusions', root)).sort();

  test('for each letter', () => {
    expect(names.map((name) => /^excluded-by-([a-i])-/.exec(name)?.[1])).toEqual(
      Array.from(letters),
    );
  });

  test.each(names)('%s', (name) => {
    const letter = name.charAt('excluded-by-'.length);
    const verdicts = contentsOf(`exclusions/${name}`).documents.map(({ event }) => oracle(event));
    const match = verdicts.pop();
    expect(match).toEqual({ match: true, failed: [], excluded: [] });
    for (const verdict of verdicts) {
      expect(verdict.failed).toEqual([]);
      expect(verdict.excluded[0]).toBe(letter);
    }
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { asDocument } from '#dist/export/document.js';
import type { Input } from '#dist/input/input.js';
import { inputsOf } from '#dist/input/inputs.js';
import type { Case } from '#dist/investigate/case.js';
import { Investigation } from '#dist/investigate/investigation.js';
import type { JsonObject } from '#dist/json/value.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { scan } from '#dist/scan/scan.js';
import type { Sink, SourceLocation } from '#dist/scan/sink.js';
import { root } from '../e2e/run.js';
import { optionsWith, specOf, usualOptions } from '../scan/options.js';
import { streamOf } from '../scan/streams.js';

const directory = path.join(root, 'fixtures/cases');

/** The names of the scenarios: a directory of exports each. */
export const scenarios: readonly string[] = readdirSync(directory).sort();

/** The files of a scenario. */
export function filesOf(scenario: string): string[] {
  return readdirSync(path.join(directory, scenario))
    .sort()
    .map((name) => path.join('fixtures/cases', scenario, name));
}

/** The events of a scenario, in the order of its files. */
export function eventsOf(scenario: string): object[] {
  return filesOf(scenario).flatMap((file) =>
    readFileSync(path.join(root, file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  );
}

/**
 * The case for the matches in some inputs.
 *
 * @param runs whether the scan already notes runs of init scripts, which later passes would find as well.
 */
async function caseOf(inputs: () => Iterable<Input>, runs = true): Promise<Case> {
  const investigation = new Investigation(defaultRule);
  const sink: Sink = {
    match: (match) => investigation.addMatch(match),
    document: (document) => investigation.addScriptRun(document),
    problem() {},
  };
  await scan(inputs(), sink, optionsWith({ judge: specOf(runs ? 'triage' : 'rule') }));
  return investigation.buildCase(inputs, usualOptions, () => {});
}

/** The case of a scenario, from its files. */
export async function caseOfScenario(scenario: string, runs = true): Promise<Case> {
  const selection = { include: [], exclude: [] };
  const stdin = { open: () => process.stdin };
  const inputs = [...(await inputsOf(filesOf(scenario), selection, stdin))];
  return caseOf(() => inputs, runs);
}

/** The case of some exports. */
export function caseOfBytes(exports: readonly Uint8Array[]): Promise<Case> {
  return caseOf(() => exports.map((bytes, at) => streamOf(bytes, undefined, `export ${at}`)));
}

/** The event at a location in a file. */
export function eventAt({ input, line }: SourceLocation): JsonObject {
  const lines = readFileSync(path.join(root, input), 'utf8').split('\n');
  return asDocument(JSON.parse(lines[line - 1] ?? '') as JsonObject).event;
}

/** A case without what depends on the export of its events: their locations, and the ids of their hits. */
export function withoutPlaces(found: Case): unknown {
  return JSON.parse(
    JSON.stringify(found, (key, value: unknown) =>
      key === 'place' || key === 'index' || key === 'id' || key === 'byteOffset'
        ? undefined
        : key === 'coverage'
          ? Object.keys(value as object).sort()
          : value,
    ),
  );
}

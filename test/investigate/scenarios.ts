import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { asDocument } from '#dist/export/document.js';
import type { Input } from '#dist/input/input.js';
import { inputsOf } from '#dist/input/inputs.js';
import type { Case } from '#dist/investigate/case.js';
import { Investigation } from '#dist/investigate/investigation.js';
import type { TriageNote } from '#dist/investigate/judge.js';
import type { EventTexts } from '#dist/investigate/report/reporter.js';
import type { JsonObject } from '#dist/json/value.js';
import { type LeadSummary, LeadTally } from '#dist/report/leads.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { scan } from '#dist/scan/scan.js';
import type { Sink, SourceLocation } from '#dist/scan/sink.js';
import { root } from '../e2e/run.js';
import { optionsWith, specOf, usualOptions } from '../scan/options.js';
import { streamOf } from '../scan/streams.js';

const directory = path.join(root, 'fixtures/cases');

/** The names of the scenarios: a directory of exports each. */
export const scenarios: readonly string[] = readdirSync(directory).sort();

/** The scenarios whose cases are about leads. */
const scenariosWithLeads: ReadonlySet<string> = new Set(['red-hat']);

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

/** A case, the leads of its scan, and the texts of its events. */
interface ScenarioCase {
  readonly found: Case;
  readonly leads: LeadSummary;
  readonly texts: EventTexts;
}

/**
 * The case for the matches in some inputs.
 *
 * @param runs whether the scan already notes runs of init scripts, which later passes would find as well.
 * @param coversLeads whether the case is for the leads, too.
 */
async function caseOf(
  inputs: () => Iterable<Input>,
  runs = true,
  coversLeads = false,
): Promise<ScenarioCase> {
  const investigation = new Investigation(defaultRule, undefined, true);
  const tally = new LeadTally();
  const sink: Sink<TriageNote> = {
    match(match, { lead }) {
      investigation.addMatch(match);
      if (lead !== undefined) tally.add(match, lead);
    },
    document(document, { mayRunScript, lead }) {
      if (mayRunScript && runs) investigation.addScriptCommand(document);
      if (lead === undefined) return;
      const isCovered = coversLeads && lead.kind !== undefined;
      tally.add(
        document,
        lead,
        isCovered ? investigation.prepareLead(document, lead.kind) : undefined,
      );
    },
    problem() {},
  };
  const judge = { ...specOf('triage'), searchesForLeads: coversLeads };
  await scan(inputs(), sink, optionsWith({ judge }));
  const leads = { ...tally.finish(), areListed: coversLeads };
  const found = await investigation.buildCase(inputs, usualOptions, () => {});
  return { found, leads, texts: (number) => investigation.textOf(number) };
}

/** The case of a scenario, from its files. */
export async function caseOfScenario(scenario: string, runs = true): Promise<Case> {
  return (await caseAndLeadsOf(scenario, runs)).found;
}

/** The case of a scenario, from its files, with the leads of the scan. */
export async function caseAndLeadsOf(scenario: string, runs = true): Promise<ScenarioCase> {
  const selection = { include: [], exclude: [] };
  const stdin = { open: () => process.stdin };
  const inputs = [...(await inputsOf(filesOf(scenario), selection, stdin))];
  return caseOf(() => inputs, runs, scenariosWithLeads.has(scenario));
}

/** The case of some exports. */
export async function caseOfBytes(
  exports: readonly Uint8Array[],
  coversLeads = false,
): Promise<Case> {
  return (await caseAndLeadsOfBytes(exports, coversLeads)).found;
}

/** The case of some exports, with the leads of the scan. */
export function caseAndLeadsOfBytes(
  exports: readonly Uint8Array[],
  coversLeads = false,
): Promise<ScenarioCase> {
  const inputs = () => exports.map((bytes, at) => streamOf(bytes, undefined, `export ${at}`));
  return caseOf(inputs, true, coversLeads);
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

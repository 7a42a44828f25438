import type { Input } from '#dist/input/input.js';
import { type CollectedRecord, recordLine } from '#dist/investigate/collect/record.js';
import { Investigation } from '#dist/investigate/investigation.js';
import type { TriageNote } from '#dist/investigate/judge.js';
import { defaultRule } from '#dist/rule/revisions.js';
import type { Problem } from '#dist/scan/finding.js';
import { scan } from '#dist/scan/scan.js';
import type { ScannedDocument } from '#dist/scan/sink.js';
import { optionsWith, specOf, usualOptions } from '../scan/options.js';
import { streamOf } from '../scan/streams.js';

/** What one machine printed, with the record at its end. */
export interface Collected {
  readonly text: string;
  readonly record: CollectedRecord;
}

function inputsOf(exports: readonly (string | Uint8Array)[]): () => Iterable<Input> {
  return () => exports.map((bytes, at) => streamOf(Buffer.from(bytes), undefined, `export ${at}`));
}

/** The matches and leads of some exports, in an investigation. */
async function triaged(
  inputs: () => Iterable<Input>,
  coversLeads: boolean,
  onProblem: (problem: Problem) => void = () => {},
): Promise<Investigation> {
  const investigation = new Investigation(defaultRule);
  const judge = { ...specOf('triage'), searchesForLeads: coversLeads };
  await scan<TriageNote>(
    inputs(),
    {
      match: (match) => investigation.addMatch(match),
      document(document, { mayRunScript, lead, collected }) {
        if (collected !== undefined) {
          const problem = investigation.addCollected(document.place, collected);
          if (problem !== undefined) onProblem(problem);
        }
        if (mayRunScript) investigation.addScriptCommand(document);
        if (coversLeads && lead?.kind !== undefined) {
          investigation.prepareLead(document, lead.kind)();
        }
      },
      problem: onProblem,
    },
    optionsWith({ judge }),
  );
  return investigation;
}

/** The events of some exports that match the rule, or are leads, as lines. */
export async function hitsIn(exports: readonly string[], coversLeads: boolean): Promise<string> {
  const lines: string[] = [];
  const keep = ({ json }: ScannedDocument): void =>
    void lines.push(`${Buffer.from(json).toString()}\n`);
  const judge = { ...specOf('triage'), searchesForLeads: coversLeads };
  await scan<TriageNote>(
    inputsOf(exports)(),
    {
      match: keep,
      document(document, { lead }) {
        if (coversLeads && lead?.kind !== undefined) keep(document);
      },
      problem() {},
    },
    optionsWith({ judge, results: { allowEmpty: true } }),
  );
  return lines.join('');
}

/** One round of collecting on one machine. */
export async function collectOn(
  data: readonly (string | Uint8Array)[],
  hits: readonly string[],
  coversLeads: boolean,
  jobs = 1,
): Promise<Collected> {
  const investigation = await triaged(inputsOf(hits), coversLeads);
  const round = await investigation.startRound(inputsOf(hits), usualOptions, () => {});
  const lines: string[] = [];
  await round.collect(
    inputsOf(data)(),
    {
      event: ({ json }) => void lines.push(`${Buffer.from(json).toString()}\n`),
      problem() {},
      recordProblem() {},
    },
    optionsWith({ jobs, trialMs: 0, results: { allowEmpty: true } }),
  );
  const record = round.record(0);
  return { text: `${lines.join('')}${recordLine(record)}\n`, record };
}

/** Whether a round found more to search for. */
export function asksMore({ record }: Collected): boolean {
  return Object.values(record.asks).some((number) => number > 0);
}

/** The case of some exports, and the problems with what was collected in them. */
export async function caseFrom(
  exports: readonly (string | Uint8Array)[],
  coversLeads: boolean,
): Promise<{
  readonly found: Awaited<ReturnType<Investigation['buildCase']>>;
  readonly problems: readonly Problem[];
  readonly evidence: () => Promise<string>;
}> {
  const problems: Problem[] = [];
  const inputs = inputsOf(exports);
  const investigation = await triaged(inputs, coversLeads, (problem) => problems.push(problem));
  const found = await investigation.buildCase(inputs, usualOptions, (problem) => {
    problems.push(problem);
  });
  problems.push(...investigation.collectedProblems());
  return {
    found,
    problems,
    async evidence() {
      const lines: string[] = [];
      const record = await investigation.evidence.collect(
        inputs(),
        usualOptions,
        { event: ({ json }) => void lines.push(`${Buffer.from(json).toString()}\n`) },
        () => {},
        () => 0,
      );
      return `${lines.join('')}${recordLine(record)}\n`;
    },
  };
}

import type { Writer } from '#dist/io/writer.js';
import type { JsonObject } from '#dist/json/value.js';
import { noLeads } from '#dist/report/leads.js';
import type { ReportContext, Reporter } from '#dist/report/reporter.js';
import { defaultRule } from '#dist/rule/revisions.js';
import {
  type InputStatus,
  ScannedDocument,
  type SourceLocation,
  type Summary,
} from '#dist/scan/sink.js';

/** The context of a report without color that does not go to a terminal. */
export const plainContext: ReportContext = {
  version: '1.2.3',
  rule: defaultRule,
  color: false,
  terminal: false,
  width: undefined,
};

/** A writer that keeps each write. */
export class Memory implements Writer {
  readonly writes: string[] = [];

  get text(): string {
    return this.writes.join('');
  }

  write(data: string | Uint8Array): void {
    this.writes.push(typeof data === 'string' ? data : Buffer.from(data).toString());
  }
}

/** A match with this JSON, on the second line of `logs/a.ndjson` unless `place` differs. */
export function matchOf(
  json: string | JsonObject,
  place: Partial<SourceLocation> = {},
  document: { readonly index?: string; readonly id?: string } = {},
): ScannedDocument {
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  return new ScannedDocument(
    { input: 'logs/a.ndjson', line: 2, byteOffset: 118, ...place },
    { json: Buffer.from(text), ...document },
  );
}

/** The status of an empty input that was fully read, with some changes. */
export function statusOf(changes: Partial<InputStatus> = {}): InputStatus {
  return {
    name: 'logs/a.ndjson',
    bytes: 0,
    lines: 0,
    matches: 0,
    problems: 0,
    warnings: 0,
    formats: [],
    shapes: [],
    ...changes,
  };
}

/** The summary of a complete scan of one empty input that took no time, with some changes. */
export function summaryOf(changes: Partial<Summary> = {}): Summary {
  return {
    inputs: [statusOf()],
    bytes: 0,
    lines: 0,
    matches: 0,
    compared: changes.matches ?? 0,
    distinct: changes.matches ?? 0,
    embedded: 0,
    recovered: 0,
    withheld: 0,
    problems: 0,
    warnings: 0,
    complete: true,
    interrupted: false,
    skipped: { counts: {}, listed: [] },
    grown: 0,
    seconds: 0,
    statistics: undefined,
    mentions: {},
    across: {
      documents: 0,
      endpointEvents: 0,
      fileEvents: 0,
      pages: [],
      findings: [],
      isCut: false,
    },
    filter: undefined,
    ...changes,
  };
}

/** What a reporter writes for some matches and at the end. */
export async function written(
  make: (writer: Writer, context: ReportContext) => Reporter,
  matches: readonly ScannedDocument[],
  summary: Summary = summaryOf({ matches: matches.length }),
  context: ReportContext = plainContext,
): Promise<string> {
  const memory = new Memory();
  const reporter = make(memory, context);
  for (const match of matches) await reporter.match(match);
  await reporter.finish(summary, noLeads);
  return memory.text;
}

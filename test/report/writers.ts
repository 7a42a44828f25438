import type { Writer } from '#dist/io/writer.js';
import type { JsonObject } from '#dist/json/value.js';
import type { ReportContext, Reporter } from '#dist/report/reporter.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { type InputStatus, Match, type SourceLocation, type Summary } from '#dist/scan/sink.js';

/** A report that goes neither to a terminal nor in colour. */
export const plainContext: ReportContext = {
  version: '1.2.3',
  rule: defaultRule,
  color: false,
  terminal: false,
};

/** A writer that keeps what it is given, and notes how much was written at a time. */
export class Memory implements Writer {
  readonly writes: string[] = [];

  get text(): string {
    return this.writes.join('');
  }

  write(data: string | Uint8Array): void {
    this.writes.push(typeof data === 'string' ? data : Buffer.from(data).toString());
  }
}

/** A match of a JSON text, in the second line of `logs/a.ndjson` unless told otherwise. */
export function matchOf(
  json: string | JsonObject,
  place: Partial<SourceLocation> = {},
  document: { readonly index?: string; readonly id?: string } = {},
): Match {
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  return new Match(
    { input: 'logs/a.ndjson', line: 2, byteOffset: 118, ...place },
    { json: Buffer.from(text), ...document },
  );
}

/** An input that was read to its end and held nothing, but for what is changed. */
export function statusOf(changes: Partial<InputStatus> = {}): InputStatus {
  return {
    name: 'logs/a.ndjson',
    bytes: 0,
    lines: 0,
    matches: 0,
    problems: 0,
    warnings: 0,
    ...changes,
  };
}

/** A complete scan of one empty input that took no time, but for what is changed. */
export function summaryOf(changes: Partial<Summary> = {}): Summary {
  return {
    inputs: [statusOf()],
    bytes: 0,
    lines: 0,
    matches: 0,
    withheld: 0,
    problems: 0,
    warnings: 0,
    complete: true,
    interrupted: false,
    seconds: 0,
    ...changes,
  };
}

/** What a reporter writes of some matches and the end. */
export async function written(
  make: (writer: Writer, context: ReportContext) => Reporter,
  matches: readonly Match[],
  summary: Summary = summaryOf({ matches: matches.length }),
  context: ReportContext = plainContext,
): Promise<string> {
  const memory = new Memory();
  const reporter = make(memory, context);
  for (const match of matches) await reporter.match(match);
  await reporter.finish(summary);
  return memory.text;
}

import type { Sink, Summary } from '../scan/sink.js';

/**
 * Where a report goes. What `write` returns is awaited before more is written, and before the bytes it was given are used
 * for anything else: until then they are not all out.
 */
export interface Writer {
  write(data: string | Uint8Array): void | Promise<void>;
}

/** What a reporter may take into account of where its report is read. */
export interface ReportContext {
  /** The tool's version. */
  readonly version: string;
  /** Whether to colour. */
  readonly color: boolean;
  /** Whether a terminal shows the report: then text of events must not be able to drive it. */
  readonly terminal: boolean;
  /** The index that alerts are to go to by `_bulk`, where they are. */
  readonly bulk?: string;
}

/** Writes matches in one format. Problems reach it too, where the format has a place for them. */
export interface Reporter extends Sink {
  /** Called once, after everything else. */
  finish(summary: Summary): void | Promise<void>;
}

/** Makes a reporter that writes to a writer. */
export type ReporterFactory = (writer: Writer, context: ReportContext) => Reporter;

/** The name of a format. */
export type Format = 'pretty' | 'ndjson' | 'json' | 'csv' | 'sarif' | 'junit' | 'alerts' | 'none';

/** The formats of reports by name, each loaded when it is first asked for. */
export const formats: Readonly<Record<Format, () => Promise<ReporterFactory>>> = {
  pretty: async () => (await import('./pretty.js')).prettyReporter,
  ndjson: async () => (await import('./ndjson.js')).ndjsonReporter,
  json: async () => (await import('./json.js')).jsonReporter,
  csv: async () => (await import('./csv.js')).csvReporter,
  sarif: async () => (await import('./sarif.js')).sarifReporter,
  junit: async () => (await import('./junit.js')).junitReporter,
  alerts: async () => (await import('./alerts.js')).alertsReporter,
  none: async () => (await import('./none.js')).noneReporter,
};

/** The formats that a file's extension names. */
export const formatOfExtension: Readonly<Record<string, Format>> = {
  txt: 'pretty',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  csv: 'csv',
  sarif: 'sarif',
  xml: 'junit',
};

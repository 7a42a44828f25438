import type { ReporterFactory } from './reporter.js';

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

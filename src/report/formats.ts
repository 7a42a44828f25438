import type { ReporterFactory } from './reporter.js';

/** An entry in a registry of formats by name. Help lists them in the registry's order. */
export interface FormatEntry<Factory> {
  /** The file extensions that select the format, without the dot. */
  readonly extensions: readonly string[];
  /** Loads the format's code when it is needed. */
  load(): Promise<Factory>;
}

export type Format = 'pretty' | 'ndjson' | 'json' | 'csv' | 'sarif' | 'junit' | 'alerts' | 'none';

export const formats: Readonly<Record<Format, FormatEntry<ReporterFactory>>> = {
  pretty: { extensions: ['txt'], load: async () => (await import('./pretty.js')).prettyReporter },
  ndjson: {
    extensions: ['ndjson', 'jsonl'],
    load: async () => (await import('./ndjson.js')).ndjsonReporter,
  },
  json: { extensions: ['json'], load: async () => (await import('./json.js')).jsonReporter },
  csv: { extensions: ['csv'], load: async () => (await import('./csv.js')).csvReporter },
  sarif: { extensions: ['sarif'], load: async () => (await import('./sarif.js')).sarifReporter },
  junit: { extensions: ['xml'], load: async () => (await import('./junit.js')).junitReporter },
  alerts: { extensions: [], load: async () => (await import('./alerts.js')).alertsReporter },
  none: { extensions: [], load: async () => (await import('./none.js')).noneReporter },
};

export function formatOfExtension<Name extends string>(
  registry: Readonly<Record<Name, FormatEntry<unknown>>>,
  extension: string,
): Name | undefined {
  const names = Object.keys(registry) as Name[];
  return names.find((name) => registry[name].extensions.includes(extension));
}

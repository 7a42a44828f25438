import type { ReporterFactory } from '../report/reporter.js';
import type { ExplainReporterFactory } from './reporter.js';
import type { ExplainTotals } from './totals.js';

/** The name of a form in which explain puts out events. */
export type ExplainFormat = 'pretty' | 'ndjson' | 'json' | 'csv';

const factories: Readonly<Record<ExplainFormat, () => Promise<ExplainReporterFactory>>> = {
  pretty: async () => (await import('./pretty.js')).explainPretty,
  ndjson: async () => (await import('./ndjson.js')).explainNdjson,
  json: async () => (await import('./json.js')).explainJson,
  csv: async () => (await import('./csv.js')).explainCsv,
};

/** The forms' names. */
export const explainFormats: readonly ExplainFormat[] = Object.keys(
  factories,
) as readonly ExplainFormat[];

/** The forms that a file's extension names. */
export const explainFormatOfExtension: Readonly<Record<string, ExplainFormat>> = {
  txt: 'pretty',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  csv: 'csv',
};

/** Whether a form has a place for the tables; what is read line by line has none. */
export function hasTables(format: ExplainFormat): boolean {
  return format === 'pretty' || format === 'json';
}

/** The forms with the totals that they put out, each loaded when it is first asked for. */
export function explainReporters(
  totals: ExplainTotals,
): Readonly<Record<ExplainFormat, () => Promise<ReporterFactory>>> {
  const bind = (format: ExplainFormat) => async (): Promise<ReporterFactory> => {
    const make = await factories[format]();
    // A scan that explains hands over no bare matches.
    return (writer, context) => ({ ...make(writer, context, totals), match() {} });
  };
  return {
    pretty: bind('pretty'),
    ndjson: bind('ndjson'),
    json: bind('json'),
    csv: bind('csv'),
  };
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputsOf } from '#dist/input/inputs.js';
import type { LeadNote } from '#dist/lead/lead.js';
import { type Format, formats } from '#dist/report/formats.js';
import { LeadTally } from '#dist/report/leads.js';
import { scan } from '#dist/scan/scan.js';
import { root } from '../e2e/run.js';
import { usualOptions } from '../scan/options.js';
import { Memory, plainContext } from './writers.js';

// The whole report of each case in each format, byte for byte. After an intended change, run the tests with
// UPDATE_GOLDEN=1 to rewrite the files, and review the difference before committing it.

const cases: Readonly<Record<string, readonly string[]>> = {
  matches: ['fixtures/shapes/hits.ndjson', 'fixtures/shapes/search-response.json'],
  clean: ['fixtures/broken/old-endgame.ndjson'],
  incomplete: [
    'fixtures/broken/malformed-line.ndjson',
    'fixtures/broken/cut-short.ndjson',
    'no/such file.ndjson',
  ],
  leads: ['fixtures/leads/commands.ndjson', 'fixtures/attacks/hostile-leads.ndjson'],
  hostile: ['fixtures/attacks/hostile-text.ndjson', 'fixtures/attacks/hostile-reports.ndjson'],
};

/** The extension of each format's files; undefined for a format that writes nothing. */
const extensions: Readonly<Record<Format, string | undefined>> = {
  pretty: 'txt',
  ndjson: 'ndjson',
  json: 'json',
  csv: 'csv',
  sarif: 'sarif',
  junit: 'xml',
  alerts: 'ndjson',
  none: undefined,
};

async function reportOf(
  format: Format,
  paths: readonly string[],
  listsLeads: boolean,
): Promise<string> {
  const memory = new Memory();
  const reporter = (await formats[format].load())(memory, plainContext);
  const inputs = await inputsOf(paths, { include: [], exclude: [] }, { open: () => process.stdin });
  const leads = new LeadTally(listsLeads);
  const summary = await scan<LeadNote | undefined>(
    inputs,
    {
      ...reporter,
      problem: (problem) => reporter.problem?.(problem),
      document: (document, note) => note && leads.add(document, note),
    },
    listsLeads
      ? { ...usualOptions, judge: { ...usualOptions.judge, judge: 'leads' } }
      : usualOptions,
  );
  // How long a scan takes differs from run to run.
  await reporter.finish({ ...summary, seconds: 0.02 }, leads.finish());
  // Through bytes, as a file gets it, which replaces lone surrogates.
  return Buffer.from(memory.text).toString();
}

describe.each(Object.entries(extensions))('%s', (format, extension) => {
  it.each(Object.entries(cases))('of %s is unchanged', async (name, paths) => {
    const report = await reportOf(format as Format, paths, name === 'leads');
    if (extension === undefined) {
      expect(report).toBe('');
      return;
    }
    const file = path.join(root, 'fixtures/golden', `${name}-${format}.${extension}`);
    if (process.env.UPDATE_GOLDEN === '1') {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, report);
    }
    expect(report).toBe(readFileSync(file, 'utf8'));
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CaseFormat, caseFormats } from '#dist/investigate/report/formats.js';
import { defaultParts } from '#dist/investigate/report/parts.js';
import type { ReportContext } from '#dist/report/reporter.js';
import { root } from '../e2e/run.js';
import { Memory, plainContext, summaryOf } from '../report/writers.js';
import { caseAndLeadsOf, scenarios } from './scenarios.js';

// The case of each scenario as people read it, and of some in every format. After an intended change, run the tests with
// UPDATE_GOLDEN=1, which rewrites the files, and review the difference before committing it.

/** What a command prints if no parts are asked for. */
const byDefault: ReportContext = { ...plainContext, parts: defaultParts, foldsParts: true };

/** The same on a terminal. */
const narrow: ReportContext = { ...byDefault, width: 80 };

const golden: readonly (readonly [
  scenario: string,
  format: CaseFormat,
  extension: string,
  context: ReportContext,
])[] = [
  ...scenarios.map((scenario) => [scenario, 'pretty', 'txt', narrow] as const),
  ...['ssh-backdoor', 'hostile', 'red-hat'].flatMap((scenario) => [
    [scenario, 'pretty', 'all.txt', plainContext] as const,
    [scenario, 'markdown', 'md', byDefault] as const,
    [scenario, 'markdown', 'all.md', plainContext] as const,
    [scenario, 'json', 'json', plainContext] as const,
    [scenario, 'indicators', 'ioc', { ...plainContext, defangs: true }] as const,
    [scenario, 'timesketch', 'jsonl', plainContext] as const,
  ]),
];

describe('the case of a scenario', () => {
  it.each(golden)(
    '%s in the format %s matches the golden file with the extension %s',
    async (scenario, format, extension, context) => {
      const file = path.join(root, 'fixtures/golden', `case-${scenario}.${extension}`);
      const memory = new Memory();
      const reporter = (await caseFormats[format].load())(memory, context);
      const { found, leads } = await caseAndLeadsOf(scenario);
      const matches = found.hosts.length > 0 && leads.events === 0 ? 1 : 0;
      await reporter.finish(found, summaryOf({ inputs: [], matches }), leads);
      const report = Buffer.from(memory.text).toString();
      if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, report);
      expect(report).toBe(readFileSync(file, 'utf8'));
    },
  );
});

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CaseFormat, caseFormats } from '#dist/investigate/report/formats.js';
import { root } from '../e2e/run.js';
import { Memory, plainContext, summaryOf } from '../report/writers.js';
import { caseAndLeadsOf, scenarios } from './scenarios.js';

// The case of each scenario as people read it, and of two in every format. After an intended change, run the tests with
// UPDATE_GOLDEN=1, which rewrites the files, and review the difference before committing it.

const golden: readonly (readonly [scenario: string, format: CaseFormat, extension: string])[] = [
  ...scenarios.map((scenario) => [scenario, 'pretty', 'txt'] as const),
  ...['ssh-backdoor', 'hostile', 'red-hat'].flatMap((scenario) => [
    [scenario, 'markdown', 'md'] as const,
    [scenario, 'json', 'json'] as const,
  ]),
];

describe('the case of a scenario', () => {
  it.each(golden)(
    '%s in the format %s matches the golden file',
    async (scenario, format, extension) => {
      const file = path.join(root, 'fixtures/golden', `case-${scenario}.${extension}`);
      const memory = new Memory();
      const reporter = (await caseFormats[format].load())(memory, plainContext);
      const { found, leads } = await caseAndLeadsOf(scenario);
      const matches = found.hosts.length > 0 && leads.events === 0 ? 1 : 0;
      await reporter.finish(found, summaryOf({ inputs: [], matches }), leads);
      const report = Buffer.from(memory.text).toString();
      if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, report);
      expect(report).toBe(readFileSync(file, 'utf8'));
    },
  );
});

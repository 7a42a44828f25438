import { describe, expect, test } from 'vitest';
import { ComparingExplainer } from '#dist/explain/comparison.js';
import { ComparisonTotals } from '#dist/explain/comparison-totals.js';
import { explainColumns } from '#dist/explain/csv.js';
import { Explainer } from '#dist/explain/explanation.js';
import { type ExplainFormat, explainFormats } from '#dist/explain/formats.js';
import { tableLines } from '#dist/explain/tables.js';
import { ExplainTotals } from '#dist/explain/totals.js';
import { asDocument } from '#dist/export/document.js';
import type { JsonObject } from '#dist/json/value.js';
import { defaultRule, newestRule } from '#dist/rule/revisions.js';
import { attacks, forbiddenIn } from '../report/forbidden.js';
import { Memory, matchOf, plainContext, summaryOf } from '../report/writers.js';

/** What a format writes for some events, and the totals. */
async function report(
  format: ExplainFormat,
  documents: readonly JsonObject[],
  terminal = false,
  explainer: Pick<Explainer, 'note'> = new Explainer(defaultRule),
): Promise<{ text: string; totals: ExplainTotals }> {
  const isComparison = explainer instanceof ComparingExplainer;
  const totals = new ExplainTotals(isComparison ? new ComparisonTotals('13', '122') : undefined);
  const memory = new Memory();
  const make = await explainFormats[format].load();
  const reporter = make(memory, { ...plainContext, terminal });
  for (const document of documents) {
    const { explanation, lead } = explainer.note(asDocument(document).event) ?? {};
    const found = matchOf(document);
    if (lead !== undefined) totals.addLead(found, lead, explanation);
    if (explanation === undefined) continue;
    totals.add(found, explanation);
    totals.comparison?.add(explanation);
    await reporter.event(found, explanation, []);
  }
  await reporter.finish(summaryOf(), totals);
  return { text: memory.text, totals };
}

/** An event with the text in every field, which is stopped, or excluded by that text. */
function hostile(text: string, changes: JsonObject = {}): JsonObject {
  return {
    '@timestamp': text,
    event: { category: ['file', text], action: text },
    host: { name: text, hostname: text, id: text, os: { type: ['linux', text] } },
    file: { path: `/etc/init.d/${text}`, name: text, extension: text, owner: text, size: text },
    process: { name: text, executable: [`/snap/${text}`, text], command_line: text },
    user: { name: text },
    [text]: text,
    ...changes,
  };
}

const excluded = (text: string): JsonObject =>
  hostile(text, { event: { category: 'file', action: 'creation' } });

/** The rows of CSV whose cells are all quoted. */
function rows(csv: string): string[][] {
  return [...csv.matchAll(/((?:"(?:[^"]|"")*",)*"(?:[^"]|"")*")\r\n/gy)].map(([, row = '']) =>
    [...row.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell = '']) =>
      cell.replaceAll('""', '"'),
    ),
  );
}

describe('text from events', () => {
  test.each(attacks)('$name cannot control a terminal in any format', async ({ text }) => {
    for (const format of Object.keys(explainFormats) as ExplainFormat[]) {
      const { text: shown, totals } = await report(format, [hostile(text), excluded(text)], true);
      const lines = format === 'csv' ? shown.replaceAll('\r\n', '\n') : shown;
      expect(forbiddenIn(lines, { newlines: true }), format).toEqual([]);
      expect(forbiddenIn(tableLines(totals, defaultRule).join(''))).toEqual([]);
    }
  });

  test.each(attacks)('$name cannot control a terminal in a comparison', async ({ text }) => {
    const comparing = new ComparingExplainer(defaultRule, newestRule);
    const newer = hostile(text, {
      event: { category: 'file', action: 'creation' },
      process: { name: ['install', text], executable: text },
    });
    for (const format of Object.keys(explainFormats) as ExplainFormat[]) {
      const { text: shown, totals } = await report(format, [newer], true, comparing);
      const lines = format === 'csv' ? shown.replaceAll('\r\n', '\n') : shown;
      expect(lines).toContain('configuration-tool-name');
      expect(totals.comparison?.events.onlyFirst).toBe(1);
      expect(forbiddenIn(lines, { newlines: true }), format).toEqual([]);
    }
  });

  test.each(attacks)('$name is unchanged in ndjson and json', async ({ text }) => {
    const document = hostile(text);
    const { text: lines } = await report('ndjson', [document]);
    expect(lines.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(lines).event).toEqual(document);
    const { text: json } = await report('json', [document, document]);
    expect(JSON.parse(json).events).toHaveLength(2);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=cmd|\' /C calc\'!A0", "x'])(
    '%j cannot start a formula in a cell',
    async (text) => {
      const { text: csv } = await report('csv', [hostile(text), excluded(text)]);
      const parsed = rows(csv);
      expect(parsed).toHaveLength(3);
      for (const row of parsed) {
        expect(row).toHaveLength(explainColumns.length);
        for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }
      expect(parsed[1]?.[explainColumns.indexOf('host.name')]).toBe(`'${text}`);
    },
  );
});

describe('commands to a CI runner', () => {
  const commands = '##[error]x ##vso[task.complete]y';
  const documents = [hostile(commands), excluded(commands)];

  test.each(['ndjson', 'json', 'csv'] as const)('are broken up in %s', async (format) => {
    const { text } = await report(format, documents);
    expect(text).toContain('[error]x');
    expect(text).not.toMatch(/##(?:vso)?\[/);
  });

  test('leave the event the same in ndjson and json', async () => {
    const { text: lines } = await report('ndjson', documents);
    const events = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).event);
    expect(events).toEqual(documents);
    const { text: json } = await report('json', documents);
    expect(JSON.parse(json).events.map(({ event }: { event: object }) => event)).toEqual(documents);
  });

  test('are broken up at the start of a line of a CSV cell', async () => {
    const { text } = await report('csv', [excluded('x\n::error::y')]);
    expect(text).toContain('\\x3a:error::y');
    expect(text).not.toMatch(/^\s*::error::/m);
  });
});

describe('csv', () => {
  test('has its columns in the documented order', async () => {
    const { text } = await report('csv', []);
    expect(rows(text)).toEqual([
      [
        'verdict',
        'clauses',
        'why',
        'timestamp',
        'host.name',
        'host.os.type',
        'event.category',
        'event.action',
        'file.path',
        'file.Ext.original.path',
        'user.name',
        'process.name',
        'process.executable',
        'process.command_line',
        'input',
        'line',
        'byte_offset',
        'document',
        'index',
        'id',
        'provenance',
        'pointer',
        'compared_version',
        'compared_verdict',
        'compared_clauses',
        'compared_why',
        'differ_by',
        'lead',
        'lead_reason',
      ],
    ]);
  });
});

describe('without events', () => {
  test('json is a complete document, and there are no tables', async () => {
    const { text, totals } = await report('json', []);
    expect(JSON.parse(text)).toMatchObject({ events: [], clauses: [] });
    expect(tableLines(totals, defaultRule)).toEqual([]);
    expect((await report('pretty', [])).text).toBe('');
  });
});

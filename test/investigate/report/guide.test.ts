import sqlite from 'node-sqlite3-wasm';
import { describe, expect, it } from 'vitest';
import { guideJson, guideText } from '#dist/investigate/report/guide.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { run } from '../../e2e/run.js';
import { forbiddenIn } from '../../report/forbidden.js';
import { schema } from '../osquery-schema.js';

interface Guide {
  readonly rule: { readonly name: string; readonly id: string; readonly version: number };
  readonly placeholder: string;
  readonly sections: readonly {
    readonly id: string;
    readonly title: string;
    readonly steps: readonly {
      readonly text: string;
      readonly osquery?: readonly { readonly statement: string }[];
      readonly shell?: readonly { readonly command: string }[];
    }[];
  }[];
}

async function guide(): Promise<Guide> {
  const { code, stdout } = await run(['rule', '--guide', '--format', 'json']);
  expect(code).toBe(0);
  return JSON.parse(stdout) as Guide;
}

describe('rule --guide', () => {
  it('goes from triage to response, in the order of the rule’s own guide', async () => {
    const { rule, sections } = await guide();
    expect(rule).toMatchObject({ name: 'System V Init Script Created', version: 13 });
    expect(sections.map(({ id }) => id)).toEqual([
      'triage',
      'false-positives',
      'related-rule',
      'response',
      'set-up',
    ]);
    const texts = sections.map(({ steps }) => steps.map(({ text }) => text).join(' '));
    const [triage = '', exceptions, related, response = '', setUp] = texts;
    const inOrder = ['owner', 'generator.late', 'chain', 'LSB', '48 hours', 'planned', 'cron'];
    const places = inOrder.map((word) => triage.indexOf(word));
    expect(places).not.toContain(-1);
    expect([...places].sort((one, other) => one - other)).toEqual(places);
    expect(exceptions).toMatch(/user and its command line/);
    expect(related).toContain('1c84dd64-7e6c-4bad-ac73-a5014ee37042');
    for (const word of ['solate', 'other hosts', 'reset', 'malware', 'got in', 'logs']) {
      expect(response).toContain(word);
    }
    expect(setUp).toMatch(/Elastic Defend.*Fleet.*complete EDR/);
  });

  it('has statements that are valid in osquery, with a placeholder for the script', async () => {
    const { sections, placeholder } = await guide();
    const statements = sections.flatMap(({ steps }) =>
      steps.flatMap(({ osquery = [] }) => osquery.map(({ statement }) => statement)),
    );
    expect(statements.length).toBeGreaterThan(10);
    expect(statements[0]).toContain(`WHERE f.path = '/etc/init.d/${placeholder}'`);
    const host = new sqlite.Database();
    host.exec(schema);
    for (const statement of statements) expect(host.all(statement)).toEqual([]);
    host.close();
  });

  it('has the same content as text, with one statement or command per line', async () => {
    const { stdout } = await run(['rule', '--guide']);
    const { sections } = await guide();
    const words = stdout.replace(/\s+/g, ' ');
    const lines = stdout.split('\n').map((line) => line.trim());
    for (const { title, steps } of sections) {
      expect(lines).toContain(title);
      for (const { text, osquery = [], shell = [] } of steps) {
        expect(words).toContain(text);
        for (const { statement } of osquery) expect(lines).toContain(statement);
        for (const { command } of shell) expect(lines).toContain(command);
      }
    }
    expect(forbiddenIn(stdout, { newlines: true })).toEqual([]);
  });

  it('names the given rule', () => {
    const other = { ...defaultRule.identity, id: 'other-id', name: 'Other Rule', version: 99 };
    expect(guideText(other)).toMatch(/^Investigating Other Rule\n/);
    expect((JSON.parse(guideJson(other)) as Guide).rule).toEqual({
      name: 'Other Rule',
      id: 'other-id',
      version: 99,
    });
  });

  it('is available as text or JSON, without other options', async () => {
    expect(await run(['rule', '--guide', '-f', 'eql'])).toMatchObject({
      code: 2,
      stderr: 'initd-scan: --guide does not support --format eql\nhint: use text or json\n',
    });
    expect((await run(['rule', '--guide', '--lint'])).code).toBe(2);
    expect((await run(['rule', '--guide', '--exceptions', 'x.ndjson'])).code).toBe(2);
  });
});

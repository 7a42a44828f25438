import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { junitReporter } from '#dist/report/junit.js';
import { noLeads } from '#dist/report/leads.js';
import { plantedEvent, root } from '../e2e/run.js';
import { attacks } from './forbidden.js';
import { Memory, matchOf, plainContext, statusOf, summaryOf } from './writers.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** The elements of XML 1.0, in the order of their start tags. Throws if it is not well-formed. */
function parse(xml: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return elements;
}

/**
 * The test cases of a report with their outcomes. Throws if one has several: GitLab shows a failure before an error, and most
 * servers only the first.
 */
function outcomesOf(xml: string): [name: string | undefined, outcome: string][] {
  const cases: [name: string | undefined, outcome: string][] = [];
  for (const { name, attributes } of parse(xml)) {
    if (name === 'testcase') cases.push([attributes.name, 'passed']);
    if (!['failure', 'error', 'skipped'].includes(name)) continue;
    const last = cases.at(-1);
    if (last?.[1] !== 'passed') throw new Error(`a second outcome: ${name}`);
    last[1] = name;
  }
  return cases;
}

const event = plantedEvent() as Parameters<typeof matchOf>[0];

describe('JUnit', () => {
  it.each(['clean', 'matches', 'incomplete', 'hostile'])('golden report %s is XML', (name) => {
    const text = readFileSync(path.join(root, `fixtures/golden/${name}-junit.xml`), 'utf8');
    const elements = parse(text);
    expect(elements[0]?.name).toBe('testsuites');
    expect(outcomesOf(text).length).toBeGreaterThan(0);
  });

  it('has a test case per input, which is an error if there are problems, and one per match', async () => {
    const memory = new Memory();
    const reporter = junitReporter(memory, plainContext);
    await reporter.inputDone?.(statusOf({ name: 'clean' }));
    await reporter.match(matchOf(event));
    await reporter.match(matchOf(event, { line: 5 }));
    for (const line of [9, 11]) {
      const fault = { kind: 'cut-short' } as const;
      await reporter.problem?.({ severity: 'problem', input: 'a', line, fault });
    }
    await reporter.problem?.({
      severity: 'warning',
      input: 'a',
      fault: { kind: 'only-other-events', documents: 3 },
    });
    await reporter.inputDone?.(statusOf({ name: 'bad', matches: 2, problems: 3, warnings: 1 }));
    await reporter.finish(summaryOf(), noLeads);
    expect(outcomesOf(memory.text)).toEqual([
      ['clean', 'passed'],
      ['bad', 'error'],
      ['/etc/init.d/netd (logs/a.ndjson:2)', 'failure'],
      ['/etc/init.d/netd (logs/a.ndjson:5)', 'failure'],
    ]);
    const elements = parse(memory.text);
    const suites = elements.filter(({ name }) => name === 'testsuite');
    expect(suites.map(({ attributes }) => attributes)).toMatchObject([
      { name: 'clean', tests: '1', failures: '0', errors: '0' },
      { name: 'bad', tests: '3', failures: '2', errors: '1' },
    ]);
    const [error] = elements.filter(({ name }) => name === 'error');
    const cutShort = 'the input ends in the middle of a document';
    expect(error?.attributes.message).toBe(`line 9: ${cutShort} (and 2 more)`);
    expect(error?.text).toBe(`\nline 9: ${cutShort}\nline 11: ${cutShort}\n1 more problem\n`);
    const failures = elements.filter(({ name }) => name === 'failure');
    expect(failures[0]?.attributes.message).toBe('System V Init Script Created: /etc/init.d/netd');
    expect(failures[1]?.text).toContain('source   logs/a.ndjson:5, byte 118');
  });

  it('lists a bounded number of matches per input and counts the rest', async () => {
    const memory = new Memory();
    const reporter = junitReporter(memory, plainContext);
    for (let at = 0; at < 250; at += 1) await reporter.match(matchOf(event));
    await reporter.inputDone?.(statusOf({ matches: 250 }));
    await reporter.finish(summaryOf(), noLeads);
    const outcomes = outcomesOf(memory.text);
    expect(outcomes).toHaveLength(102);
    expect(outcomes.at(-1)).toEqual(['150 more matches', 'failure']);
  });

  it('names a host by host.hostname if host.name is missing', async () => {
    const memory = new Memory();
    const reporter = junitReporter(memory, plainContext);
    await reporter.match(matchOf({ host: { hostname: 'db-07' } }));
    await reporter.inputDone?.(statusOf({ matches: 1 }));
    expect(memory.text).toContain('\nhost     db-07\n');
  });

  it.each([
    ...attacks.map(({ name, text, shown }) => [name, text, shown]),
    ['markup', `</testsuite>]]><!--&#0;&amp;"'`, `</testsuite>]]><!--&#0;&amp;"'`],
    ['code points that XML forbids', '\ufffe\uffff', '\\u{fffe}\\u{ffff}'],
  ])('writes %s as text', async (_, text = '', shown = '') => {
    const memory = new Memory();
    const reporter = junitReporter(memory, plainContext);
    await reporter.match(matchOf({ file: { path: `/etc/init.d/${text}` } }));
    await reporter.inputDone?.(statusOf({ name: text, matches: 1 }));
    await reporter.finish(summaryOf(), noLeads);
    const [, suite, , , failure] = parse(memory.text);
    expect(suite?.attributes.name).toBe(shown);
    expect(failure?.text).toContain(`file     /etc/init.d/${shown}\n`);
  });
});

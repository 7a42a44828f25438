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

const event = plantedEvent() as Parameters<typeof matchOf>[0];

describe('JUnit', () => {
  it.each(['clean', 'matches', 'incomplete', 'hostile'])('golden report %s is XML', (name) => {
    const elements = parse(
      readFileSync(path.join(root, `fixtures/golden/${name}-junit.xml`), 'utf8'),
    );
    expect(elements[0]?.name).toBe('testsuites');
  });

  it('has a test case per input, a failure per match, an error per problem, and nothing for warnings', async () => {
    const memory = new Memory();
    const reporter = junitReporter(memory, plainContext);
    await reporter.inputDone?.(statusOf({ name: 'clean' }));
    await reporter.match(matchOf(event));
    await reporter.match(matchOf(event, { line: 5 }));
    await reporter.problem?.({
      severity: 'problem',
      input: 'a',
      line: 9,
      fault: { kind: 'cut-short' },
    });
    await reporter.problem?.({
      severity: 'warning',
      input: 'a',
      fault: { kind: 'only-other-events', documents: 3 },
    });
    await reporter.inputDone?.(statusOf({ name: 'bad', matches: 2, problems: 1, warnings: 1 }));
    await reporter.finish(summaryOf(), noLeads);
    const elements = parse(memory.text);
    expect(elements.map(({ name }) => name)).toEqual([
      'testsuites',
      'testsuite',
      'testcase',
      'testsuite',
      'testcase',
      'failure',
      'failure',
      'error',
    ]);
    expect(elements[1]?.attributes).toMatchObject({
      name: 'clean',
      tests: '1',
      failures: '0',
      errors: '0',
    });
    expect(elements[3]?.attributes).toMatchObject({
      name: 'bad',
      tests: '1',
      failures: '1',
      errors: '1',
    });
    expect(elements[5]?.attributes.message).toBe('System V Init Script Created: /etc/init.d/netd');
    expect(elements[6]?.text).toContain('source   logs/a.ndjson:5, byte 118');
    expect(elements[7]?.attributes.message).toBe(
      'line 9: the input ends in the middle of a document',
    );
  });

  it('lists a bounded number of matches per input and counts the rest', async () => {
    const memory = new Memory();
    const reporter = junitReporter(memory, plainContext);
    for (let at = 0; at < 250; at += 1) await reporter.match(matchOf(event));
    await reporter.inputDone?.(statusOf({ matches: 250 }));
    await reporter.finish(summaryOf(), noLeads);
    const failures = parse(memory.text).filter(({ name }) => name === 'failure');
    expect(failures).toHaveLength(101);
    expect(failures.at(-1)?.attributes.message).toBe('150 more matches');
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
    const [, suite, , failure] = parse(memory.text);
    expect(suite?.attributes.name).toBe(shown);
    expect(failure?.text).toContain(`file     /etc/init.d/${shown}\n`);
  });
});

import type { Nodes, Root } from 'mdast';
import { describe, expect, it } from 'vitest';
import { caseMarkdown } from '#dist/investigate/report/markdown.js';
import { caseParts } from '#dist/investigate/report/parts.js';
import { unitNameOf } from '#dist/investigate/units.js';
import { sanitize } from '#dist/report/sanitize.js';
import type { Problem } from '#dist/scan/finding.js';
import { backdoor, fullCase, hostileTexts, noCase, writtenCase } from '../../report/cases.js';
import { forbiddenIn } from '../../report/forbidden.js';
import { plainContext, summaryOf } from '../../report/writers.js';
import { codeOf, nodesOf, parsed, proseOf, structureOf } from './gfm.js';

/** The nodes that a case consists of. Anything else (a link, an image, HTML, a table …) would come from an attacker. */
const allowed: ReadonlySet<Nodes['type']> = new Set([
  'root',
  'heading',
  'paragraph',
  'text',
  'strong',
  'inlineCode',
  'code',
  'list',
  'listItem',
  'html',
]);

/** The only HTML: a part that a reader can unfold. */
const fold =
  /^(?:<details><summary>(?:Evidence for (?:the file|file \d+ of \d+)|Who wrote it|What else happened|Timeline(?: of other hosts)?|What this log cannot show|Next steps|The same on several hosts|Indicators)<\/summary>|<\/details>)$/;

function otherHtml(document: Nodes): string[] {
  return nodesOf(document).flatMap((node) =>
    node.type === 'html' && !fold.test(node.value) ? [node.value] : [],
  );
}

function unitNameSanitized(text: string): string {
  return sanitize(unitNameOf(text));
}

function headings(markdown: string): string[] {
  return markdown.split('\n').filter((line) => /^#+ /.test(line));
}

describe('a case as Markdown', () => {
  it('has a heading for each part, in order', async () => {
    expect(headings(await writtenCase(caseMarkdown, backdoor))).toEqual([
      '# Case: System V Init Script Created',
      '## #1 `/etc/init.d/netd` on `web-01`, planted 2026-03-02 04:11:03Z [3]',
      '## Host `web-01` (id `18a77774a51b`)',
      '### Planted file `/etc/init.d/netd` [3]',
      '#### File',
      '#### Will it run at boot?',
      '#### Did it run?',
      '#### For and against harmlessness',
      '#### By the session that wrote a script',
      '#### By a planted script',
      '### Next steps for `/etc/init.d/netd`',
      '#### In osquery',
      '#### In a shell on the host',
      '### Next steps for the host',
      '#### In Kibana',
      '#### addresses',
      '#### SHA-256',
      '#### paths',
      '#### users',
      '## Completeness',
    ]);
  });

  it('folds each part, under a summary of its own', async () => {
    const report = await writtenCase(caseMarkdown, backdoor);
    const summaries = [...report.matchAll(/^<details><summary>(.*)<\/summary>$/gm)];
    expect(summaries.map(([, summary]) => summary)).toEqual([
      'Evidence for the file',
      'Who wrote it',
      'What else happened',
      'Timeline',
      'Next steps',
      'Timeline of other hosts',
      'Indicators',
    ]);
    expect(report.match(/^<\/details>$/gm)).toHaveLength(summaries.length);
  });

  it('nests the processes of a chain', async () => {
    const report = await writtenCase(caseMarkdown, backdoor);
    expect(report).toContain(
      [
        '- SSH login from `203.0.113.77` [1]',
        '  - `/usr/bin/bash` (`deploy`); entry leader, user `deploy`; its own events are not in this case; described by other events [1]',
        '    - a process of which this log shows nothing: look up its entity id (--parts steps); ancestor [2]',
      ].join('\n'),
    );
  });

  it('answers a question, gives reasons, and cites the events', async () => {
    const report = await writtenCase(caseMarkdown, backdoor);
    expect(report).toContain(
      [
        '#### Will it run at boot?',
        '',
        '**Yes, according to this log.**',
        '',
        '- **service** `netd.service`',
        '- **evidence for** its owner can execute it: `chmod 755 /etc/init.d/netd` [4]',
        '- **evidence for** a command enables it at boot: `update-rc.d netd defaults` [5]',
      ].join('\n'),
    );
    expect(report).toContain(
      ' (**runs a program or script in shared memory (/dev/shm)**) [2, 3]\n',
    );
    expect(report).toContain('- **RAN** **YES** 04:11:07Z: `/bin/bash');
  });

  it('has queries, statements and commands in fences', async () => {
    const report = await writtenCase(caseMarkdown, backdoor);
    expect(report).toContain("```sh\nstat -- '/etc/init.d/netd'\n```\n");
    expect(report).toContain('```kql\nhost.name : "web-01" and ');
    expect(report).toContain('```esql\nFROM logs-endpoint.events.* | WHERE ');
  });

  it('lists every event in a timeline, with its number and location', async () => {
    const timeline = codeOf(parsed(await writtenCase(caseMarkdown, backdoor))).join('\n');
    for (const { number, place } of backdoor.events) {
      expect(timeline).toMatch(new RegExp(`^ +\\[${number}\\] .*:${place.line}\\b`, 'm'));
    }
  });

  it('is named after the rule that was applied', async () => {
    const { rule } = plainContext;
    const other = { ...rule, identity: { ...rule.identity, name: 'Other Rule' } };
    const context = { ...plainContext, rule: other };
    const report = await writtenCase(caseMarkdown, backdoor, { context });
    expect(report).toMatch(/^# Case: Other Rule\n/);
  });

  it('reports that there is nothing to investigate, and lists some of the problems', async () => {
    const problem: Problem = {
      severity: 'problem',
      input: 'logs/`a`|.ndjson',
      line: 3,
      fault: { kind: 'cut-short' },
    };
    const report = await writtenCase(caseMarkdown, noCase, {
      summary: summaryOf({ complete: false, problems: 25 }),
      problems: Array.from({ length: 25 }, () => problem),
    });
    expect(report.split('\n').slice(0, 8)).toEqual([
      '# Case: System V Init Script Created',
      '',
      'Nothing to investigate: the rule matched no events.',
      '',
      'The scan is INCOMPLETE: 25 problems; no matches does not mean clean.',
      '',
      '- ``logs/`a`|.ndjson:3: problem: the input ends in the middle of a document``',
      '- ``logs/`a`|.ndjson:3: problem: the input ends in the middle of a document``',
    ]);
    expect(report.endsWith('\n- and 5 more\n')).toBe(true);
  });
});

describe('hostile text anywhere in a case', () => {
  // A text may mention a domain: that is one more list of indicators.
  const parts = new Set<string>(caseParts.filter((part) => part !== 'indicators'));
  const documentOf = async (text: string): Promise<Root> =>
    parsed(
      await writtenCase(
        caseMarkdown,
        fullCase(() => text),
        { context: { ...plainContext, parts } },
      ),
    );

  it.each(hostileTexts)(
    '%j is shown literally in code, and never becomes part of the ticket',
    async (text) => {
      const document = await documentOf(text);
      // Findings shorten long texts: what is compared has the same length.
      const letters = 'P'.repeat(text.length);
      const plain = await documentOf(letters);
      expect(nodesOf(document).filter(({ type }) => !allowed.has(type))).toEqual([]);
      expect(otherHtml(document)).toEqual([]);
      expect(structureOf(document)).toEqual(structureOf(plain));
      expect(proseOf(document)).toBe(proseOf(plain));
      // The columns of the timeline are as wide as their contents.
      const blanks = (code: string): string => code.replace(/\s+/g, ' ').trim();
      const codes = codeOf(document).map(blanks);
      for (const [at, code] of codeOf(plain).map(blanks).entries()) {
        if (code === `${letters}.service`) expect(codes[at]).toBe(blanks(unitNameSanitized(text)));
        else if (code.includes(letters) && !/^host\.name|^FROM logs/.test(code)) {
          expect(codes[at]).toBe(blanks(code.replaceAll(letters, () => sanitize(text))));
        }
      }
    },
  );

  it.each(hostileTexts)('%j is a line of each indicator', async (text) => {
    const report = await writtenCase(
      caseMarkdown,
      fullCase(() => text),
      { context: { ...plainContext, parts: new Set(['indicators']) } },
    );
    const document = parsed(report);
    expect(otherHtml(document)).toEqual([]);
    const paths = codeOf(document).filter((code) => code.split('\n').includes(sanitize(text)));
    expect(paths.length).toBeGreaterThan(text === '' ? -1 : 0);
  });

  it.each(hostileTexts)('%j has no effect on a terminal that shows the file', async (text) => {
    const report = await writtenCase(
      caseMarkdown,
      fullCase(() => text),
    );
    expect(forbiddenIn(report, { newlines: true })).toEqual([]);
    for (const line of report.split('\n')) expect(sanitize(line)).toBe(line);
  });

  it('in a message about an input is in code', async () => {
    for (const input of hostileTexts) {
      const problem: Problem = { severity: 'problem', input, fault: { kind: 'missing' } };
      const document = parsed(await writtenCase(caseMarkdown, noCase, { problems: [problem] }));
      expect(nodesOf(document).filter(({ type }) => !allowed.has(type))).toEqual([]);
      expect(codeOf(document)).toHaveLength(1);
    }
  });
});

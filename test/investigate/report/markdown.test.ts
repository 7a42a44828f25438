import type { Nodes } from 'mdast';
import { describe, expect, it } from 'vitest';
import { caseMarkdown } from '#dist/investigate/report/markdown.js';
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
]);

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
      '#### Who planted it',
      '#### For and against harmlessness',
      '### What else happened',
      '#### By the session that planted a file',
      '#### By a planted script',
      '### Timeline',
      '### Next steps for `/etc/init.d/netd`',
      '#### In osquery',
      '#### In a shell on the host',
      '### Next steps for the host',
      '#### Response',
      '## Timeline of other hosts',
      '## Completeness',
    ]);
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
      '  - **unusual** runs a program or script in shared memory (/dev/shm)\n',
    );
  });

  it('has statements and commands in fences, and the response as a checklist', async () => {
    const report = await writtenCase(caseMarkdown, backdoor);
    expect(report).toContain("```sh\nstat -- '/etc/init.d/netd'\n```\n");
    const items = nodesOf(parsed(report)).filter(
      (node) => node.type === 'listItem' && node.checked === false,
    );
    expect(items).toHaveLength(2);
  });

  it('lists every event in a timeline, with its number and location', async () => {
    const timeline = codeOf(parsed(await writtenCase(caseMarkdown, backdoor))).join('\n');
    for (const { number, place } of backdoor.events) {
      expect(timeline).toMatch(
        new RegExp(`^ +\\[${number}\\] .*\\n +${place.input}:${place.line}`, 'm'),
      );
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

describe('hostile text anywhere in a case', async () => {
  const plain = parsed(
    await writtenCase(
      caseMarkdown,
      fullCase(() => 'PLAIN'),
    ),
  );

  it.each(hostileTexts)(
    '%j is shown literally in code, and never becomes part of the ticket',
    async (text) => {
      const document = parsed(
        await writtenCase(
          caseMarkdown,
          fullCase(() => text),
        ),
      );
      expect(nodesOf(document).filter(({ type }) => !allowed.has(type))).toEqual([]);
      expect(structureOf(document)).toEqual(structureOf(plain));
      expect(proseOf(document)).toBe(proseOf(plain));
      // The columns of the timeline are as wide as their contents.
      const blanks = (code: string): string => code.replace(/\s+/g, ' ').trim();
      const given = codeOf(plain).map((code) =>
        code === 'PLAIN.service'
          ? sanitize(unitNameOf(text))
          : code.replaceAll('PLAIN', () => sanitize(text)),
      );
      expect(codeOf(document).map(blanks)).toEqual(given.map(blanks));
    },
  );

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

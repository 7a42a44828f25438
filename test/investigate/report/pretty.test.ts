import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RelatedActivity } from '#dist/investigate/activity.js';
import type {
  Boot,
  BootReason,
  CaseEvent,
  ChainLink,
  Creator,
  EventKind,
  Execution,
  FileFact,
  HostCase,
  PlantedFile,
  RunEvidence,
} from '#dist/investigate/case.js';
import type { Benign } from '#dist/investigate/harmlessness.js';
import { caseParts } from '#dist/investigate/report/parts.js';
import { casePretty } from '#dist/investigate/report/pretty.js';
import { huntWords, osqueryWords, shellWords } from '#dist/investigate/report/step-words.js';
import type { NextSteps } from '#dist/investigate/steps/next-steps.js';
import type { OsqueryPurpose } from '#dist/investigate/steps/osquery.js';
import { noLeads } from '#dist/report/leads.js';
import { sanitize } from '#dist/report/sanitize.js';
import {
  backdoor,
  caseEvent,
  caseOf,
  caseOfFile,
  fullCase,
  hostCase,
  hostileTexts,
  noCase,
  plantedFile,
  writtenCase,
} from '../../report/cases.js';
import { forbiddenIn } from '../../report/forbidden.js';
import { Memory, plainContext, summaryOf } from '../../report/writers.js';

async function linesOf(
  ...of: Parameters<typeof writtenCase> extends [unknown, ...infer Rest] ? Rest : never
): Promise<string[]> {
  return (await writtenCase(casePretty, ...of)).split('\n');
}

/** The lines from a title to the next blank line. */
async function linesFrom(title: string, ...of: Parameters<typeof linesOf>): Promise<string[]> {
  const lines = await linesOf(...of);
  const start = lines.findIndex((line) => line.trim().startsWith(title));
  if (start < 0) return [];
  const end = lines.indexOf('', start);
  return lines.slice(start, end).map((line) => line.trimEnd());
}

async function ofFile(title: string, changes: Partial<PlantedFile>): Promise<string[]> {
  return linesFrom(title, caseOfFile(changes));
}

const events = [3, 7];

describe('the findings come first', () => {
  it('in about ten lines each', async () => {
    const lines = await linesOf(backdoor);
    expect(lines.slice(0, lines.indexOf(''))).toEqual([
      '#1  /etc/init.d/netd on web-01, planted 2026-03-02 04:11:03Z [3]',
      '  WHAT       /bin/bash script [3]',
      '  FILE       SHA-256 3f79bb7b435b0532…; 412 bytes; owner root; this name is on 2 of 3 hosts [3, 9]',
      '  BOOT       YES      enabled: update-rc.d netd defaults; executable: chmod 755 /etc/init.d/netd; systemd made a unit for it [4, 5, 6]',
      '  RAN        YES      04:11:07Z: /bin/bash /etc/init.d/netd start [7]',
      "  WHO        /usr/bin/bash (deploy) › unknown process › ⇒ ROOT /dev/shm/.x -c 'cat > /etc/init.d/n… [1, 2, 3]",
      '  FROM       SSH login from 203.0.113.77 [1]',
      '  ALSO       1 command',
      '  NET        203.0.113.77:443 (31 times) [8]',
      '  HARMLESS?  for: deploy had a terminal [1]',
      'Key: › then; ⇒ ROOT became root; … cut short or unknown; [5] event number 5',
    ]);
    expect(lines).not.toContain('Overview');
  });

  it('with a line for each if there are several, and no more than fit', async () => {
    const lines = await linesOf(caseOf({ hosts: Array.from({ length: 45 }, () => hostCase()) }));
    const blank = lines.indexOf('');
    expect(lines[0]).toBe('Overview');
    expect(lines.slice(1, blank)).toHaveLength(42);
    expect(lines[1]).toMatch(/^ +RAN +BOOT +ALERTS +HOSTS +FILE +BY +FROM +HARMLESS\?$/);
    expect(lines[2]).toMatch(
      /^ {2}#1 +not seen +unknown +- +web-01 +netd +unknown +not shown +nothing$/,
    );
    expect(lines[blank - 1]).toBe('  5 more findings, in the same order below');
    expect(lines.filter((line) => /^#\d+ {2}/.test(line))).toHaveLength(20);
  });

  it('and wrap at the width of the terminal', async () => {
    const memory = new Memory();
    const reporter = casePretty(memory, { ...plainContext, width: 60 });
    await reporter.finish(backdoor, summaryOf(), noLeads);
    const lines = memory.text.split('\n');
    const findings = lines.slice(0, lines.indexOf(''));
    expect(findings.length).toBeGreaterThan(10);
    for (const line of findings) expect(line.length).toBeLessThanOrEqual(60);
  });
});

describe('the case of a planted backdoor', () => {
  it('covers the host and the file, whether it runs, who planted it, what else happened and what to do', async () => {
    const lines = await linesOf(backdoor);
    const titles = lines.filter((line) => /^ {0,2}\S/.test(line) && !/^ {2}\[|^[-=]+$/.test(line));
    expect(titles.slice(titles.indexOf('Host web-01 (id 18a77774a51b)'))).toEqual([
      'Host web-01 (id 18a77774a51b)',
      'Planted file /etc/init.d/netd [3]',
      '  File',
      '  Will it run at boot? Yes, according to this log',
      '  Did it run? Yes, a process ran it',
      '  For and against harmlessness',
      'Who wrote it',
      '  SSH login from 203.0.113.77 [1]',
      '  └ /usr/bin/bash (deploy) [1]',
      'What else happened',
      '  By the session that wrote a script',
      '  By a planted script',
      'Timeline (+0 s = 2026-03-02 04:11:03Z)',
      'Next steps for /etc/init.d/netd',
      '  In osquery',
      '  In a shell on the host',
      'Next steps for the host',
      '  In Kibana',
      '  What to do in general, and how to respond: initd-scan rule --guide',
      'Timeline of other hosts ((:1) = line 1 of logs/a.ndjson)',
      'Indicators  (one per line: -f indicators)',
      '  addresses  203.0.113.77',
      `  SHA-256    ${backdoor.hosts[0]?.files[0]?.facts.find(({ fact }) => fact === 'sha256')?.value}`,
      '  paths      /etc/init.d/netd  /dev/shm/.x',
      '  users      deploy',
      'The scan is complete: all input was read.',
    ]);
  });

  it('shows the chain from the writer to the session, with what is unusual and what is unknown', async () => {
    expect(await linesFrom('Who wrote it', backdoor)).toEqual([
      'Who wrote it',
      '  SSH login from 203.0.113.77 [1]',
      '  └ /usr/bin/bash (deploy) [1]',
      '      entry leader, user deploy',
      '      its own events are not in this case; described by other events',
      '   └ a process of which this log shows nothing: look up its entity id (--parts steps) [2]',
      '       ancestor',
      "    └ ⇒ ROOT /dev/shm/.x -c 'cat > /etc/init.d/netd' (runs a program or script in shared memory (/dev/shm)) [2, 3]",
      '        writer, program /dev/shm/.x, user root, pid 4711, started 2026-03-02T04:11:02.000Z, with a terminal, in /root',
      '     └ wrote /etc/init.d/netd [3]',
    ]);
  });

  it('lists every event with its number, time, kind and location', async () => {
    const lines = await linesOf(backdoor);
    expect(lines).toContain(
      '  [8]  2026-03-02T04:11:08.000Z  +5.0 s  connected to  203.0.113.77:443 (by /bin/bash (/bin/bash /etc/init.d/netd start), user root, logs/network.json:8, document 2)',
    );
    for (const { number } of backdoor.events) {
      expect(lines.filter((line) => line.startsWith(`  [${number}]  `))).toHaveLength(1);
    }
    expect(lines).toContain(
      '  [9]  2026-03-02T04:11:09.000Z  created  /etc/init.d/netd (host db-02, :9)',
    );
  });

  it('has the same text in color', async () => {
    const context = { ...plainContext, color: true };
    const colored = await writtenCase(casePretty, backdoor, { context });
    expect(colored).not.toBe(stripVTControlCharacters(colored));
    expect(stripVTControlCharacters(colored)).toBe(await writtenCase(casePretty, backdoor));
  });
});

describe('the facts about a file', () => {
  const facts: Readonly<Record<FileFact['fact'], readonly [value: string, line: string]>> = {
    created: ['2026-03-02T04:11:03Z', 'created           2026-03-02T04:11:03Z [3, 7]'],
    renamed: ['2026-03-02T04:11:03Z', 'moved here        2026-03-02T04:11:03Z [3, 7]'],
    'renamed-from': ['/tmp/.x', 'moved from        /tmp/.x [3, 7]'],
    changed: ['2026-03-02T04:11:03Z', 'modified          2026-03-02T04:11:03Z [3, 7]'],
    deleted: [
      '2026-03-02T04:11:03Z',
      'removed           2026-03-02T04:11:03Z (deleted or moved) [3, 7]',
    ],
    owner: ['root', 'owner             root [3, 7]'],
    group: ['root', 'group             root [3, 7]'],
    mode: ['0755', 'mode              0755 [3, 7]'],
    sha256: ['3f79bb', 'sha256            3f79bb [3, 7]'],
    size: ['1', 'size              1 byte [3, 7]'],
    entropy: ['5.2', 'entropy           5.2 bits per byte [3, 7]'],
    'header-bytes': ['7f454c46', 'type              ELF binary (header bytes 7f454c46) [3, 7]'],
    'related-rule': ['Rule X', 'related rule      Rule X also matches [3, 7]'],
  };
  it.each(Object.entries(facts))('include %s', async (fact, [value, line]) => {
    const shown = { fact: fact as FileFact['fact'], value, events };
    expect(await ofFile('File', { facts: [shown] })).toContain(`    ${line}`);
  });

  it.each([
    ['23212f62696e2f73680a', '/bin/sh script (header bytes 23212f62696e2f73680a)'],
    [
      '23212f7573722f62696e2f656e762070',
      'script, interpreter starts with /usr/bin/env p (header bytes 23212f7573722f62696e2f656e762070)',
    ],
    ['6162', 'text without a #! line (header bytes 6162)'],
    ['00ff', 'binary data (header bytes 00ff)'],
    ['zz', 'unknown (header bytes zz)'],
  ])('include its type, detected from its first bytes %s', async (value, type) => {
    const facts = [{ fact: 'header-bytes', value, events } as const];
    expect(await ofFile('File', { facts })).toContain(`    type              ${type} [3, 7]`);
  });

  it('summarize many changes in one line', async () => {
    const facts = Array.from({ length: 9 }, (_, at) => ({
      fact: 'changed' as const,
      value: `2026-03-02T04:11:0${at}Z`,
      events: [at + 1],
    }));
    expect(await ofFile('File', { facts })).toContain(
      '    modified          9 times, first 2026-03-02T04:11:00Z, last 2026-03-02T04:11:08Z [1, 2, 3, 4, 5, 6, 7, 8, 9]',
    );
    expect(await ofFile('File', { facts: facts.slice(0, 2) })).toContain(
      '    modified          2026-03-02T04:11:01Z [2]',
    );
  });

  it('tell what happened in order, whether the file was there before, and where it is too', async () => {
    const lines = await ofFile('File', {
      facts: [
        { fact: 'created', value: '2026-03-02T04:11:05Z', events: [5] },
        { fact: 'deleted', value: '2026-03-02T04:11:04Z', events: [4] },
        { fact: 'owner', value: 'root', events: [5] },
      ],
      earlier: { value: 'deleted', events: [4] },
      copies: [
        { path: '/usr/bin/.x', events: [6] },
        { path: '/tmp/.x', host: 'db-02', events: [7] },
      ],
    });
    expect(lines.map((line) => line.slice(4, 70).trimEnd())).toEqual([
      'le',
      'before            it was there before: it was deleted [4]',
      'removed           2026-03-02T04:11:04Z (deleted or moved) [4]',
      'created           2026-03-02T04:11:05Z [5]',
      'owner             root [5]',
      'same name         on 1 of 1 host with init scripts in this log: we',
      'copy              /usr/bin/.x [6]',
      'copy              /tmp/.x on db-02 [7]',
    ]);
  });

  it('list temporary files with the file that they are part of, also over several steps', async () => {
    const part = (path: string, partOf: string | undefined) => plantedFile({ path, partOf });
    const files = [
      part('/etc/init.d/a', '/etc/init.d/b'),
      part('/etc/init.d/b', '/etc/init.d/netd'),
      part('/etc/init.d/netd', undefined),
      part('/etc/init.d/gone', '/etc/init.d/elsewhere'),
      part('/etc/init.d/x', '/etc/init.d/y'),
      part('/etc/init.d/y', '/etc/init.d/x'),
    ];
    const lines = await linesOf(caseOf({ hosts: [hostCase({ files })] }));
    expect(lines.filter((line) => line.startsWith('Planted file'))).toEqual(
      ['netd', 'gone', 'x', 'y'].map((name) => `Planted file /etc/init.d/${name} [1]`),
    );
    expect(lines.filter((line) => line.startsWith('    temporary'))).toEqual(
      ['a', 'b'].map((name) => `    temporary         /etc/init.d/${name} [1]`),
    );
  });

  it('include how many hosts have the same name and contents, and some of these hosts', async () => {
    const prevalence = {
      name: { hosts: ['web-01', 'db-02'], count: 25, of: 40, events },
      hash: { hosts: ['web-01'], count: 1, of: 1, events: [3] },
    };
    const lines = await ofFile('File', { prevalence });
    expect(lines).toContain(
      '    same name         on 25 of 40 hosts with init scripts in this log: web-01, db-02, 23 more [3, 7]',
    );
    expect(lines).toContain(
      '    same contents     on 1 of 1 host with init scripts in this log: web-01 [3]',
    );
  });

  it('cite their events in ascending order', async () => {
    const facts = [{ fact: 'owner', value: 'root', events: [10, 19, 5] } as const];
    expect(await ofFile('File', { facts })).toContain('    owner             root [5, 10, 19]');
  });

  it('show an empty value as empty', async () => {
    const facts = [{ fact: 'owner', value: '', events } as const];
    expect(await ofFile('File', { facts })).toContain('    owner             (empty) [3, 7]');
  });
});

describe('whether it will run at boot', () => {
  const answers: Readonly<Record<Boot['answer'], string>> = {
    yes: 'Yes, according to this log',
    no: 'No, according to this log',
    'not-shown': 'Unknown: the evidence is inconclusive',
  };
  it.each(Object.entries(answers))('answers %s', async (answer, words) => {
    const boot: Boot = { answer: answer as Boot['answer'], reasons: [], unknown: [] };
    expect(await ofFile('Will it', { boot })).toEqual([
      `  Will it run at boot? ${words}`,
      '    service           netd.service',
    ]);
  });

  it.each([
    ['netd.service', 'netd.service'],
    ['a b', 'a\\x20b.service'],
  ])('names the unit of the service %s as systemd does', async (service, unit) => {
    expect(await ofFile('Will it', { service })).toContain(`    service           ${unit}`);
  });

  const reasons: Readonly<Record<BootReason['reason'], string>> = {
    'not-in-the-directory':
      'systemd generates units only for files directly in /etc/init.d (case-sensitive), not for VALUE',
    'name-passed-over': 'systemd ignores file names like VALUE',
    'native-unit': 'a native unit of the same name takes precedence: VALUE',
    'native-unit-by-others':
      'a native unit of the same name may start it: the session, or another program that installs no packages, wrote VALUE',
    'native-unit-runs-it':
      'a native unit of the same name is there, and systemd ran the script after it was written: VALUE',
    'started-by-systemd':
      'systemd ran it as a service, which it makes only of files that the owner can execute: VALUE',
    deleted: 'VALUE was deleted or moved, and nothing shows that it was put back',
    'not-executable': 'its owner cannot execute it: VALUE',
    disabled: 'a command disables it at boot: VALUE',
    executable: 'its owner can execute it: VALUE',
    'unit-generated':
      'systemd generated a unit for it, which it only does if the owner can execute it: VALUE',
    'start-link': 'a runlevel link starts it: VALUE',
    'target-wants': 'a link makes a target pull in its unit: VALUE',
    enabled: 'a command enables it at boot: VALUE',
  };
  it.each(Object.entries(reasons))('gives the reason %s', async (reason, words) => {
    const shown = { reason: reason as BootReason['reason'], value: 'VALUE', events };
    for (const counts of ['for', 'against'] as const) {
      const boot: Boot = { answer: 'no', reasons: [{ ...shown, counts }], unknown: [] };
      expect(await ofFile('Will it', { boot })).toContain(
        `    ${`evidence ${counts}`.padEnd(17)} ${words} [3, 7]`,
      );
    }
  });

  it('reports what is unknown, and does not treat it as no', async () => {
    expect(await ofFile('Will it', {})).toEqual([
      '  Will it run at boot? Unknown: the evidence is inconclusive',
      '    service           netd.service',
      '    unknown           whether its owner can execute it: this log has no file mode, chmod or generated unit for it',
      '    unknown           whether anything starts it at boot: this log has no start link for it and no command that creates one',
    ]);
  });
});

describe('whether it ran', () => {
  const answers: Readonly<Record<Execution['answer'], string>> = {
    ran: 'Yes, a process ran it',
    asked: 'Unknown: this log shows that it may have run, but no process that ran it',
    'no-evidence':
      'No evidence of execution: no process, start command or restart, although this log has process events for this host after the first planted file appeared',
    'no-process-events':
      'Unknown: this log has no process events for this host after the first planted file appeared',
  };
  it.each(Object.entries(answers))('answers %s', async (answer, words) => {
    const execution = { answer: answer as Execution['answer'], evidence: [], evidenceLeftOut: 0 };
    expect(await ofFile('Did it', { execution })).toEqual([`  Did it run? ${words}`]);
  });

  type Kind = RunEvidence['evidence'];
  it.each<[Kind[], string]>([
    [
      ['start-command'],
      'Unknown: this log shows a command to start it, but no process that ran it',
    ],
    [
      ['named-in-arguments', 'restart'],
      'Unknown: this log shows a restart of the host since, at which init scripts run before this sensor starts, and its path in the arguments of a program that may have run it, but no process that ran it',
    ],
    [
      ['start-command', 'restart-when-enabled'],
      'Most likely yes: it was enabled when the host restarted; this sensor starts too late to see it run',
    ],
  ])('names what there is of %j', async (kinds, words) => {
    const evidence = kinds.map((kind) => ({ evidence: kind, value: 'VALUE', events }));
    const execution: Execution = { answer: 'asked', evidence, evidenceLeftOut: 0 };
    expect((await ofFile('Did it', { execution }))[0]).toBe(`  Did it run? ${words}`);
  });

  it.each([
    ['restart', 'the host restarted at VALUE; it is unknown whether it was enabled'],
    ['restart-when-enabled', 'the host restarted at VALUE, when it was enabled'],
  ] as const)('says what a %s means', async (kind, words) => {
    const evidence = [{ evidence: kind, value: 'VALUE', events }];
    const execution: Execution = { answer: 'ran', evidence, evidenceLeftOut: 0 };
    expect((await ofFile('Did it', { execution })).slice(1)).toEqual([
      `    restart           ${words} [3, 7]`,
    ]);
  });

  const evidence: Readonly<Record<Exclude<Kind, 'restart' | 'restart-when-enabled'>, string>> = {
    process: 'ran as            VALUE [3, 7]',
    'start-command': 'start command     VALUE [3, 7]',
    'unit-generated': 'unit generated    VALUE [3, 7]',
    'named-in-arguments': 'passed to         VALUE [3, 7]',
  };
  it.each(Object.entries(evidence))('gives the evidence %s', async (kind, line) => {
    const shown = { evidence: kind as Kind, value: 'VALUE', events };
    const execution: Execution = { answer: 'ran', evidence: [shown], evidenceLeftOut: 0 };
    expect((await ofFile('Did it', { execution })).slice(1)).toEqual([
      `    ${line}`,
      '      time            (no time)',
    ]);
  });
});

describe('who planted it', () => {
  async function chainOf(
    link: Partial<ChainLink>,
    creator: Partial<Creator> = {},
    host: Partial<HostCase> = {},
  ): Promise<string[]> {
    const chain: ChainLink[] = [{ role: 'writer', known: 'own', odd: [], events, ...link }];
    const planters = [{ chain, reachesEntry: true, events: [1], ...creator }];
    return (await linesFrom('Who wrote', caseOfFile({ planters }, host))).slice(1);
  }

  const roles: Readonly<Record<ChainLink['role'], string>> = {
    writer: '      writer',
    ancestor: '      ancestor',
    'entry-leader': '      entry leader',
  };
  it.each(Object.entries(roles))('shows a process as the %s', async (role, line) => {
    const link = { role: role as ChainLink['role'], executable: '/bin/x', commandLine: '/bin/x' };
    expect(await chainOf(link)).toEqual([
      '  session: origin not shown in this log',
      '  └ /bin/x [3, 7]',
      line,
      '   └ wrote /etc/init.d/netd [1]',
    ]);
  });

  const odd: Readonly<Record<ChainLink['odd'][number], string>> = {
    'shell-of-service': 'is a shell that a network service started, as a web shell does',
    tmp: 'runs a program or script in /tmp',
    'dev-shm': 'runs a program or script in shared memory (/dev/shm)',
    'var-tmp': 'runs a program or script in /var/tmp',
    home: 'runs a program or script in a home directory',
    deleted: 'its executable was deleted while it was running',
    'false-name': 'its command line names another program than its executable; it is /bin/x',
    memfd: 'runs a program or script that is only in memory, or through a file descriptor',
  };
  it.each(Object.entries(odd))(
    'marks a process that runs from the unusual location %s',
    async (place, words) => {
      const link = { executable: '/bin/x', odd: [place as ChainLink['odd'][number]] };
      expect(await chainOf(link)).toContain(`  └ /bin/x (${words}) [3, 7]`);
    },
  );

  const known: Readonly<Record<ChainLink['known'], readonly string[]>> = {
    own: [],
    'by-others': ['      its own events are not in this case; described by other events'],
    'id-only': [],
  };
  it.each(Object.entries(known))('shows a process that is known %s', async (how, lines) => {
    const link = { known: how as ChainLink['known'], executable: '/bin/x', commandLine: '/bin/x' };
    expect((await chainOf(link)).slice(1, -1)).toEqual([
      '  └ /bin/x [3, 7]',
      '      writer',
      ...lines,
    ]);
  });

  it('reports that a chain is incomplete, and that the log does not show its session', async () => {
    expect(await chainOf({ commandLine: 'x y' }, { reachesEntry: false })).toEqual([
      '  session: origin not shown in this log',
      '  └ … the chain does not reach the session’s first process: its parent is unknown',
      '   └ x y [3, 7]',
      '       writer',
      '    └ wrote /etc/init.d/netd [1]',
    ]);
  });

  it('shows a process without a name or an id', async () => {
    expect(await chainOf({ known: 'id-only' })).toContain('  └ unidentified process [3, 7]');
  });

  it('says where the user becomes root, who else has the entity id, and what it ran before', async () => {
    const chain: ChainLink[] = [
      {
        role: 'writer',
        known: 'own',
        entityId: 'x',
        commandLine: 'tee',
        user: 'root',
        odd: [],
        sameId: { command: 'cron', user: 'daemon', events: [9] },
        events: [3],
      },
      {
        role: 'entry-leader',
        known: 'own',
        commandLine: 'bash',
        user: 'www-data',
        odd: [],
        events: [2],
      },
    ];
    const earlier = [{ entityId: 'x', command: '/tmp/.p', events: [8] }];
    const lines = await chainOf({}, { chain, earlier });
    expect(lines).toContain('  └ bash (www-data) [2]');
    expect(lines).toContain(
      '   └ ⇒ ROOT tee (ran /tmp/.p before; another process has the same entity id: cron, user daemon) [3, 8, 9]',
    );
  });

  it('says what the session wrote itself, and when, and nothing of what it did not write', async () => {
    const link = {
      executable: '/usr/bin/bash',
      commandLine: 'bash /dev/shm/.i',
      start: '2026-03-02T04:11:05.000Z',
    };
    const written = (changes: Partial<RelatedActivity>): RelatedActivity => ({
      what: 'file',
      relation: 'lineage',
      subject: '/dev/shm/.i',
      first: '2026-03-02T04:11:02.000Z',
      times: 1,
      relatedRule: false,
      isMatch: false,
      events: [6],
      ...changes,
    });
    const lineWith = async (changes: Partial<RelatedActivity>): Promise<string | undefined> =>
      (await chainOf(link, {}, { surroundings: [written(changes)] }))[1];
    expect(await lineWith({})).toBe(
      '  └ bash /dev/shm/.i (/dev/shm/.i was written by this session 3.0 s before) [3, 6, 7]',
    );
    for (const other of [
      { relation: 'host' as const },
      { subject: '/dev/shm/.j' },
      { first: '2026-03-02T04:11:06.000Z' },
    ]) {
      expect(await lineWith(other)).toBe('  └ bash /dev/shm/.i [3, 7]');
    }
  });

  it('shows as much of a session as is known', async () => {
    expect(await chainOf({}, { session: { type: 'init', isInferred: false, events } })).toContain(
      '  service [3, 7]',
    );
    expect(await chainOf({}, { session: { address: '::1', isInferred: true, events } })).toContain(
      '  session of unknown type from ::1, inferred: its SSH daemon accepted this connection just before [3, 7]',
    );
  });

  it('shows a tree for each chain, and one for files that a session planted alike', async () => {
    const chain = (path: string): ChainLink[] => [
      { role: 'writer', known: 'own', commandLine: `tee ${path}`, odd: [], events: [1] },
    ];
    const creator = (path: string) => ({ chain: chain(path), reachesEntry: true, events: [1] });
    const [one, two] = ['/etc/init.d/one', '/etc/init.d/two'] as const;
    const other = { ...creator(two), reachesEntry: false, events: [2] };
    const files = [
      plantedFile({ path: one, planters: [creator(one)] }),
      plantedFile({ path: two, planters: [creator(two), other] }),
    ];
    const lines = await linesFrom('Who wrote', caseOf({ hosts: [hostCase({ files })] }));
    expect(lines.filter((line) => /:$|└ wrote/.test(line))).toEqual([
      '  /etc/init.d/one, and likewise 1 more file:',
      '   └ wrote /etc/init.d/one [1]',
      '  /etc/init.d/two (2 of 2):',
      '    └ wrote /etc/init.d/two [2]',
    ]);
  });

  it('does not say of commands that they wrote a file, if only they tell of it', async () => {
    const leads = [{ kind: 'no-file-event', events: [1] }] as const;
    const lines = await linesFrom('Who wrote', caseOfFile({ leads }, {}));
    expect(lines.join('\n')).toContain('concerns /etc/init.d/netd');
    expect(lines.join('\n')).not.toMatch(/└ wrote|→ wrote/);
  });
});

describe('what speaks for and against harmlessness', () => {
  const title = '  For and against harmlessness';
  const reasons: Readonly<Record<Benign['reason'], string>> = {
    'package-manager': 'the process chain contains a package manager: VALUE',
    'configuration-tool': 'the process chain contains a configuration tool: VALUE',
    'image-build': 'the process chain contains a program that builds or runs images: VALUE',
    container:
      'the session started in a container: the file may be in its file system, not in the host’s',
    'on-most-hosts':
      'most hosts with init scripts in this log have a file with the same contents: VALUE',
    'interactive-session':
      'interactive terminal session of VALUE, an administrator or whoever has that access',
  };
  it.each(Object.entries(reasons))('gives the reason %s', async (reason, words) => {
    const benign = [{ reason: reason as Benign['reason'], value: 'VALUE', events }];
    expect(await ofFile('For and', { benign })).toEqual([
      title,
      `    for               ${words} [3, 7]`,
    ]);
  });

  const nothing = `${title}: Nothing for it in this log`;

  it('reports that there is no reason, and that the chain is incomplete', async () => {
    const creator = { chain: [], reachesEntry: true, events: [1] };
    expect(await ofFile('For and', { planters: [creator] })).toEqual([nothing]);
    expect(await ofFile('For and', { planters: [{ ...creator, reachesEntry: false }] })).toEqual([
      `${nothing}, but the process chain is incomplete`,
    ]);
  });

  const headlines = {
    'container-escape':
      'CONTAINER ESCAPE: a session in a container wrote it, and the host itself ran it: VALUE',
    'different-writer':
      'other hosts have a file of this name, but another program wrote all of those: VALUE',
    spread:
      'SPREAD: several hosts have the same contents, but not most, or by a session from the internet: VALUE',
    'package-manager-told':
      'a package manager in the process chain runs what its arguments say: VALUE',
  } as const;
  it.each(Object.entries(headlines))(
    'says %s before everything else, once',
    async (kind, words) => {
      const against = [{ against: kind as keyof typeof headlines, value: 'VALUE', events }];
      const planters = [{ chain: [], reachesEntry: true, events: [1] }];
      expect(await ofFile('What stands', { against, planters })).toEqual([
        '  What stands out',
        `    against           ${words} [3, 7]`,
      ]);
      expect(await ofFile('For and', { against, planters })).toEqual([nothing]);
    },
  );

  const others = {
    'public-address': 'the session came from a public address: VALUE',
    'deed-of-session':
      'the session or the script set off an alert, hid traces or made another way in: VALUE',
  } as const;
  it.each(Object.entries(others))(
    'takes no terminal for an administrator with %s',
    async (kind, words) => {
      const against = [{ against: kind as keyof typeof others, value: 'VALUE', events }];
      const benign = [{ reason: 'interactive-session', value: 'root', events }] as const;
      const planters = [{ chain: [], reachesEntry: true, events: [1] }];
      expect(await ofFile('For and', { against, benign, planters })).toEqual([
        nothing,
        `    against           ${words} [3, 7]`,
      ]);
    },
  );
});

describe('what else happened', () => {
  function withActivity(changes: Partial<RelatedActivity>): HostCase {
    const activity: RelatedActivity = {
      what: 'cron',
      relation: 'host',
      subject: 'SUBJECT',
      first: '2026-03-02T04:11:03Z',
      last: '2026-03-02T04:11:09Z',
      times: 1,
      relatedRule: false,
      isMatch: false,
      events: [1],
      ...changes,
    };
    return hostCase({ surroundings: [activity] });
  }

  const kinds: Readonly<Record<RelatedActivity['what'], string>> = {
    'init-script': 'init script       SUBJECT [1]',
    'runlevel-link': 'runlevel link     SUBJECT [1]',
    'rc-local': 'rc.local          SUBJECT [1]',
    'generated-unit': 'generated unit    SUBJECT [1]',
    'systemd-unit': 'systemd unit      SUBJECT [1]',
    cron: 'cron              SUBJECT [1]',
    'ld-so-preload': 'ld.so.preload     SUBJECT [1]',
    'ld-so-conf': 'ld.so.conf        SUBJECT [1]',
    profile: 'shell profile     SUBJECT [1]',
    'authorized-keys': 'SSH keys          SUBJECT [1]',
    sudoers: 'sudoers           SUBJECT [1]',
    file: 'file              SUBJECT [1]',
    'file-deleted': 'file deleted      SUBJECT [1]',
    command: 'command           SUBJECT [1]',
    connection: 'connection        SUBJECT [1]',
    dns: 'DNS               SUBJECT [1]',
    alert: 'alert             SUBJECT [1]',
    login: 'login             SUBJECT [1]',
  };
  it.each(Object.entries(kinds))('has a label for %s', async (what, line) => {
    const hosts = [withActivity({ what: what as RelatedActivity['what'] })];
    expect(await linesOf(caseOf({ hosts }))).toContain(`    ${line}`);
  });

  const relations: Readonly<Record<RelatedActivity['relation'], string>> = {
    lineage: '  By the session that wrote a script',
    script: '  By a planted script',
    host: '  By other processes on this host',
    user: '  On other hosts, by the same user',
  };
  it('starts with the session, then the script, the host, and other hosts by name', async () => {
    const surroundings = (Object.keys(relations) as RelatedActivity['relation'][])
      .reverse()
      .flatMap(
        (relation) =>
          withActivity({ relation, events: relation === 'user' ? [2] : [1] }).surroundings,
      );
    const { host: _, ...otherHostEvent } = caseEvent(2, { hostName: 'db-02' });
    const found = caseOf({
      hosts: [hostCase({ surroundings })],
      events: [caseEvent(1), otherHostEvent],
    });
    const lines = await linesOf(found);
    expect(lines.filter((line) => Object.values(relations).includes(line))).toEqual(
      Object.values(relations),
    );
    expect(lines).toContain('                      2026-03-02T04:11:03Z, on db-02');
  });

  it('shows how often, by whom, and which rules match', async () => {
    const hosts = [
      withActivity({ times: 31, by: '/bin/x', user: 'root', relatedRule: true, isMatch: true }),
    ];
    const lines = await linesOf(caseOf({ hosts }));
    expect(lines).toContain(
      '                      31 times, first 2026-03-02T04:11:03Z, last 2026-03-02T04:11:09Z, by /bin/x, user root',
    );
    expect(lines).toContain('                      matches the rule and the related rule');
    const rules = async (changes: Partial<RelatedActivity>): Promise<string[]> =>
      linesOf(caseOf({ hosts: [withActivity(changes)] }));
    expect(await rules({ isMatch: true })).toContain('                      matches the rule');
    expect(await rules({ relatedRule: true })).toContain(
      '                      matches the related rule',
    );
  });

  it('may be nothing, with notes on what the log cannot show', async () => {
    const lines = await linesOf(
      caseOf({ hosts: [hostCase({ coverage: {}, isCut: true, cut: ['surroundings'] })] }),
    );
    const found =
      'no alert, no other file in a place that is used for persistence, and nothing else by the session or the script. Nothing else was looked for, except restarts since.';
    expect(lines).toContain(`  Within 48 hours of a match, the retained events show ${found}`);
    expect(await linesOf(caseOf())).toContain(
      `  Within 48 hours of a match, this log shows ${found}`,
    );
    const start = lines.indexOf('What this log cannot show');
    expect(lines.slice(start + 1, start + 4)).toEqual([
      '  This log has no process events for this host after the first planted file appeared: what ran, and what started it, is unknown.',
      '  This log has no network events for this host after the first planted file appeared: connections are unknown.',
      '  Some events were dropped: a case keeps at most 1000 per host, and few near-duplicates. For each kind, the events closest to a match and the most recent ones are kept, those of the sessions and scripts first. Anything missing here may still be in the log.',
    ]);
  });

  it('claims no absence if some events were dropped', async () => {
    const text = await writtenCase(
      casePretty,
      caseOfFile(
        {
          planters: [
            {
              chain: [
                { role: 'writer', known: 'by-others', name: 'tee', odd: [], events: [1] },
                { role: 'ancestor', known: 'id-only', entityId: 'x', odd: [], events: [1] },
              ],
              reachesEntry: false,
              events: [1],
            },
          ],
        },
        { isCut: true, cut: ['boot', 'creator', 'execution', 'surroundings'] },
      ),
    );
    expect(text).not.toMatch(
      /No evidence of execution: no process, start command or restart, although this log|nothing else in this log/,
    );
    expect(text).not.toMatch(/his log has no|, this log shows no|Nothing for it in this log/);
    expect(text).not.toMatch(/events in this log|not shown in this log/);
    expect(text).toContain('Did it run? No evidence of execution among the retained events');
    expect(text).toContain('the retained events have no file mode, chmod or generated unit');
  });

  it('lists scripts that the rule excludes, with the clause, and only once', async () => {
    const path = '/etc/init.d/udevd';
    const script = {
      path,
      relation: 'lineage',
      by: '/tmp/crio',
      user: 'root',
      first: '2026-03-02T04:12:00.000Z',
      exclusions: [
        { clause: 'installer-name', field: 'process.name', value: 'crio' },
        { clause: 'no-executable', field: 'process.executable', value: null },
      ],
      boot: 'not-shown',
      events,
    } as const;
    const { surroundings } = withActivity({ subject: path, excludedBy: ['installer-name'] });
    const lines = await linesOf(
      caseOf({ hosts: [hostCase({ excludedScripts: [script], surroundings })] }),
    );
    const from = lines.findIndex((line) => line.startsWith('  Init scripts that the rule ignores'));
    expect(lines.slice(from + 1, from + 7)).toEqual([
      '    init script       /etc/init.d/udevd [3, 7]',
      '                      2026-03-02T04:12:00.000Z, by the session that wrote a script, /tmp/crio, user root',
      '                      excluded by installer-name: process.name is crio',
      '                      excluded by no-executable: process.executable is missing',
      '                      unknown whether it will run at boot',
      '',
    ]);
    // Once more before everything else: it is still there.
    expect(lines.filter((line) => line.includes(path))).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^Still there, although the rule ignores them: \/etc\/init\.d\/udevd on /,
    );
  });

  it('lists restarts, with what runs since', async () => {
    const programs = [
      { program: '/usr/lib/.netd', command: '/usr/lib/.netd -d', events: [4] },
      { program: '/usr/sbin/cron', command: '/usr/sbin/cron', events: [5] },
    ];
    const time = '2026-03-03T00:00:00.000Z';
    const restart = { time, programs, programsLeftOut: 2, isCompared: true, events };
    const restarts = [restart, { ...restart, programs: [], programsLeftOut: 0 }];
    const lines = await linesOf(caseOf({ hosts: [hostCase({ restarts })] }));
    const from = lines.indexOf('  Restarts since the first match');
    expect(lines.slice(from + 1, from + 7)).toEqual([
      `    restart           ${time}; sensors start too late to see what init scripts do then [3, 7]`,
      '                      running afterwards, and not seen before:',
      '      running         /usr/lib/.netd (/usr/lib/.netd -d) [4]',
      '      running         /usr/sbin/cron [5]',
      '                      2 more',
      `    restart           ${time}; sensors start too late to see what init scripts do then [3, 7]`,
    ]);
  });

  it('doubts only what the dropped events could show', async () => {
    const host = hostCase({ isCut: true, cut: ['surroundings'] });
    const text = await writtenCase(casePretty, caseOf({ hosts: [host] }));
    expect(text).toContain('the retained events show');
    expect(text).not.toMatch(/some events of this host were dropped/);
  });

  it('counts processes that were not traced, and evidence that was omitted', async () => {
    const { execution } = plantedFile();
    const lines = await linesOf(
      caseOfFile({ execution: { ...execution, evidenceLeftOut: 7 } }, { processesLeftOut: 1 }),
    );
    expect(lines).toContain('    omitted           7 more');
    expect(lines).toContain(
      '  1 process of the sessions and scripts was not traced: over the limit, or found only in the last pass over the inputs.',
    );
  });

  it('counts omitted matches, of the file and of other files', async () => {
    const lines = await linesOf(caseOfFile({ matchesLeftOut: 48 }, { matchesLeftOut: 1 }));
    expect(lines).toContain('  GAPS       48 matches of it left out');
    expect(lines).toContain('  1 more match of other files on this host is not in this case.');
  });
});

describe('the timeline', () => {
  const kinds: Readonly<Record<EventKind, string>> = {
    'file-created': 'created',
    'file-renamed': 'moved',
    'file-changed': 'modified',
    'file-deleted': 'removed',
    'process-started': 'started',
    'process-forked': 'forked',
    'process-ended': 'ended',
    'process-running': 'running',
    'connection-out': 'connected to',
    'connection-in': 'connected from',
    'connection-closed': 'disconnected',
    dns: 'DNS',
    alert: 'ALERT',
    other: 'other',
  };
  it.each(Object.entries(kinds))('has a label for %s', async (what, label) => {
    const event = caseEvent(1, { what: what as EventKind, subject: 'SUBJECT', from: 'FROM' });
    expect(await linesOf(caseOf({ events: [event] }))).toContain(
      `  [1]  2026-03-02T04:11:01.000Z  +0 s  ${label}  SUBJECT, from FROM (:1)`,
    );
  });

  it('lists an event about which almost nothing is known', async () => {
    const { time: _time, hostName: _name, ...event }: CaseEvent = caseEvent(1, { what: 'other' });
    const lines = await linesOf(caseOf({ events: [event] }));
    expect(lines).toContain('  [1]  (no time)  other  (:1)');
  });

  it.each([
    [-1, '-0.001 s'],
    [300, '+0.3 s'],
    [119_000, '+119.0 s'],
    [120_000, '+2.0 min'],
    [-3 * 3_600_000, '-3.0 h'],
    [7 * 86_400_000, '+7.0 days'],
  ])('gives %d ms since the planting as %s', async (milliseconds, text) => {
    const planted = Date.parse('2026-03-02T04:11:01.000Z');
    const time = new Date(planted + milliseconds).toISOString();
    const found = caseOf({ events: [caseEvent(1), caseEvent(2, { time, what: 'other' })] });
    const line = (await linesOf(found)).find((one) => one.startsWith('  [2]'));
    expect(line).toBe(`  [2]  ${time}  ${text.padStart(Math.max(text.length, 4))}  other    (:2)`);
  });
});

describe('next steps', () => {
  const steps = (name: string): NextSteps => ({
    osquery: [
      { purpose: 'planted-file', statement: `SELECT ${name};` },
      { purpose: 'cron-jobs', statement: 'SELECT all;' },
    ],
    shell: [
      { purpose: 'file-status', command: `stat ${name}` },
      { purpose: 'syslog-traces', command: 'grep all' },
    ],
    response: ['start-incident', 'isolate-host'],
  });

  it('are listed per file, each under its purpose, with queries for the host', async () => {
    const lines = await linesOf(caseOfFile({ steps: steps('one') }));
    const at = lines.indexOf('Next steps for /etc/init.d/netd');
    expect(lines.slice(at, at + 20)).toEqual([
      'Next steps for /etc/init.d/netd',
      '',
      '  In osquery',
      `    ${osqueryWords['planted-file']}`,
      '      SELECT one;',
      '',
      '  In a shell on the host',
      `    ${shellWords['file-status']}`,
      '      stat one',
      '',
      'Next steps for the host',
      '',
      '  In Kibana',
      `    ${huntWords.traces}`,
      '      FROM logs-endpoint.events.* | WHERE file.path == "/etc/init.d/netd" | STATS events = COUNT(*), first = MIN(@timestamp), last = MAX(@timestamp) BY host.name, file.path, destination.ip, process.executable | SORT first | LIMIT 1000',
      '',
      '  What to do in general, and how to respond: initd-scan rule --guide',
      '',
      'Indicators  (one per line: -f indicators)',
      '  paths      /etc/init.d/netd',
    ]);
  });

  it('are few, and those that fit what the case leaves open come first', async () => {
    const all: NextSteps = {
      osquery: [
        'planted-file',
        'planted-hash',
        'script-processes',
        'address-sockets',
        'cron-jobs',
      ].map((purpose) => ({ purpose: purpose as OsqueryPurpose, statement: `SELECT ${purpose};` })),
      shell: [
        { purpose: 'script-content', command: 'sed' },
        { purpose: 'unit-content', command: 'systemctl cat' },
      ],
      response: [],
    };
    const codes = async (changes: Partial<PlantedFile>): Promise<string[]> =>
      (await linesOf(caseOfFile({ steps: all, ...changes })))
        .filter((line) => /^ {6}(?:SELECT|sed|systemctl)/.test(line))
        .map((line) => line.trim());
    const execution = { answer: 'ran', evidence: [], evidenceLeftOut: 0 } as const;
    expect(await codes({ execution })).toEqual([
      'SELECT script-processes;',
      'SELECT address-sockets;',
      'sed',
    ]);
    const boot: Boot = { answer: 'no', reasons: [], unknown: [] };
    expect(await codes({ boot })).toEqual([
      'SELECT address-sockets;',
      'SELECT planted-hash;',
      'sed',
    ]);
  });

  it('that several files of a host share are listed once', async () => {
    const files = ['one', 'two'].map((name) =>
      plantedFile({
        path: `/etc/init.d/${name}`,
        steps: {
          ...steps(name),
          osquery: [
            { purpose: 'planted-file', statement: `SELECT ${name};` },
            { purpose: 'address-sockets', statement: 'SELECT all;' },
          ],
        },
      }),
    );
    const lines = await linesOf(caseOf({ hosts: [hostCase({ files })] }));
    for (const once of ['SELECT one;', 'SELECT two;', 'SELECT all;']) {
      expect(lines.filter((line) => line.trim() === once)).toHaveLength(1);
    }
    const shared = lines.indexOf('Next steps for the host');
    expect(lines.indexOf('      SELECT all;')).toBeGreaterThan(shared);
    expect(lines.indexOf('      SELECT two;')).toBeLessThan(shared);
  });
});

describe('the end of a case', () => {
  it('reports that there is nothing to investigate, and whether the scan is complete', async () => {
    expect(await linesOf(noCase)).toEqual([
      'Nothing to investigate: the rule matched no events.',
      'The scan is complete: all input was read; no matches.',
      '',
    ]);
    const summary = summaryOf({ complete: false, problems: 2 });
    expect(await linesOf(noCase, { summary })).toEqual([
      'Nothing to investigate: the rule matched no events.',
      'The scan is INCOMPLETE: 2 problems; no matches does not mean clean.',
      '',
    ]);
  });

  it('reports what is over the limits', async () => {
    const limits = {
      hosts: 100,
      filesPerHost: 50,
      files: 1000,
      eventsPerHost: 1000,
      matchesLeftOut: 1,
    };
    const lines = await linesOf(caseOf({ limits }), { summary: summaryOf({ matches: 9 }) });
    expect(lines).toContain(
      'Not in this case: 1 more match. A case covers at most 100 hosts, 50 files per host, 1000 files and a limited number of creators per file, with the first and the last match of each. If there are more, those that ran, are enabled, are executable or raised alerts come first, then what is rare; among equals, the choice does not depend on order or time.',
    );
  });

  it.each([
    [{ name: 'web-01', id: 'web-01' }, 'Host web-01'],
    [{ name: 'web-01' }, 'Host web-01'],
    [{ id: '18a7' }, 'Host id 18a7'],
    [{}, 'Host without a name'],
  ])('identifies the host %j by what is known', async (names, title) => {
    const { name: _name, id: _id, ...host } = hostCase();
    expect(await linesOf(caseOf({ hosts: [{ ...host, ...names }] }))).toContain(title);
  });
});

const withoutIndicators: ReadonlySet<string> = new Set(
  caseParts.filter((part) => part !== 'indicators'),
);

describe('hostile text anywhere in a case', () => {
  const shape = (lines: string): string => lines.replace(/\S+/g, 'x').replace(/x(?: +x)*/g, 'x');

  it.each(hostileTexts)(
    '%j has no effect on a terminal or a CI runner, and adds no line',
    async (text) => {
      // A text may mention a domain: that is one more line of indicators.
      const context = { ...plainContext, parts: withoutIndicators };
      const written = (of: string): Promise<string> =>
        writtenCase(
          casePretty,
          fullCase(() => of),
          { context },
        );
      const report = await written(text);
      expect(forbiddenIn(report, { newlines: true })).toEqual([]);
      const plain = await written('x');
      expect(report.split('\n')).toHaveLength(plain.split('\n').length);
      expect(shape(report).split('\n').filter(Boolean)).toHaveLength(
        shape(plain).split('\n').filter(Boolean).length,
      );
      for (const line of report.split('\n')) expect(sanitize(line)).toBe(line);
      expect(report).toContain(text === '' ? '(empty)' : sanitize(text));
    },
  );

  it('is not truncated or wrapped, however long', async () => {
    const text = `${'x'.repeat(20_000)} y`;
    const report = await writtenCase(
      casePretty,
      fullCase(() => text),
    );
    expect(report).toContain(`moved from        ${text} [1, 2]`);
  });
});

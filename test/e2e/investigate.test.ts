import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Case } from '#dist/investigate/case.js';
import { withoutPlaces } from '../investigate/scenarios.js';
import {
  ordinaryLine,
  outcomeOf,
  plantedEvent,
  plantedLine,
  root,
  run,
  shell,
  start,
  temporaryDirectory,
} from './run.js';

const backdoor = 'fixtures/cases/ssh-backdoor';

async function caseOf(args: readonly string[]): Promise<Case> {
  const { stdout } = await run(['investigate', '-q', '-f', 'json', ...args]);
  return JSON.parse(stdout) as Case;
}

/** The target of a process’s descriptor; empty if it has been closed. */
function targetOf(descriptor: string): string {
  try {
    return readlinkSync(descriptor);
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOENT' });
    return '';
  }
}

/** Waits until a process has data in an unlinked file, and returns the permissions of that file. */
async function modeOfSpool(pid: number, folder: string): Promise<number> {
  for (;;) {
    for (const name of readdirSync(`/proc/${pid}/fd`)) {
      const descriptor = `/proc/${pid}/fd/${name}`;
      const target = targetOf(descriptor);
      const stats = target.startsWith(folder)
        ? statSync(descriptor, { throwIfNoEntry: false })
        : undefined;
      if (stats !== undefined && stats.size > 0) {
        expect(targetOf(descriptor)).toMatch(/ \(deleted\)$/);
        return stats.mode;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('initd-scan investigate', () => {
  it('reports the case of a backdoor, and exits 1', async () => {
    const { code, stdout, stderr } = await run(['investigate', '-f', 'pretty', backdoor]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^#1 {2}\/etc\/init\.d\/cache-sync on pay-02, planted /);
    expect(stdout).toMatch(/^ {2}BOOT {7}YES /m);
    expect(stdout).toContain('SSH login from 203.0.113.54');
    expect(stdout).toContain('More: --parts steps, or all in full.');
    expect(stderr).toContain('complete: all input was read');
  });

  it('reports that there is nothing to investigate if nothing matches, and exits 0', async () => {
    const folder = temporaryDirectory({ 'clean.ndjson': `${ordinaryLine()}\n` });
    const { code, stdout } = await run(['investigate', '-f', 'pretty', folder]);
    expect(code).toBe(0);
    expect(stdout).toContain('Nothing to investigate');
  });

  it('exits 2 if an input was not fully read, and still reports the case', async () => {
    const { code, stdout, stderr } = await run([
      ...['investigate', '-f', 'pretty', backdoor],
      'fixtures/broken/malformed-line.ndjson',
    ]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^The scan is INCOMPLETE: [\s\S]*\n\n#1 {2}\/etc\/init\.d\/cache-sync /);
    expect(stderr.match(/malformed-line\.ndjson/g)?.length).toBe(2);
  });

  it('writes JSON in a pipe, which is valid by its schema', async () => {
    const { stdout: schema } = await run(['investigate', '--schema']);
    const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(schema) as object);
    for (const input of [backdoor, 'fixtures/cases']) {
      const { stdout } = await run(['investigate', '-q', '--leads', input]);
      validate(JSON.parse(stdout));
      expect(validate.errors, input).toBeNull();
    }
  });

  it('writes several formats at once', async () => {
    const folder = temporaryDirectory();
    const files = ['case.md', 'case.json', 'case.txt'].map((name) => path.join(folder, name));
    await run(['investigate', backdoor, ...files.flatMap((file) => ['-o', file])]);
    const [markdown = '', json = '', text = ''] = files.map((file) => readFileSync(file, 'utf8'));
    expect(markdown).toMatch(/^# Case: /);
    expect(JSON.parse(json)).toHaveProperty('hosts');
    expect(text).toMatch(/^#1 {2}\/etc\/init\.d\/cache-sync on pay-02/);
  });

  it('finds the same with one thread as with several, in a large file', async () => {
    const events = readFileSync(path.join(root, backdoor, 'events.ndjson'), 'utf8');
    const filler = `${ordinaryLine()}\n`.repeat(25_000);
    const half = events.indexOf('\n', events.length / 2) + 1;
    const parts = [filler, events.slice(0, half), filler, filler, events.slice(half), filler];
    const folder = temporaryDirectory({ 'log.ndjson': parts.join('') });
    const one = withoutPlaces(await caseOf(['-j', '1', folder]));
    expect(withoutPlaces(await caseOf(['-j', '3', folder]))).toMatchObject({
      hosts: (one as Case).hosts,
      events: (one as Case).events,
    });
    const expected = withoutPlaces(await caseOf([backdoor])) as Case;
    expect(one).toMatchObject({ hosts: expected.hosts, events: expected.events });
  });

  it('shows the parts that are asked for in full, and folds the others', async () => {
    const textOf = async (...args: string[]): Promise<string> =>
      (await run(['investigate', '-q', '-f', 'pretty', ...args, backdoor])).stdout;
    const byDefault = await textOf();
    const all = await textOf('--parts', 'all');
    expect(byDefault.split('\n').length).toBeLessThan(60);
    expect(byDefault).toMatch(/\d+ more events, forks and ends included: --parts timeline/);
    expect(all).not.toContain('more events, forks');
    for (const title of ['Planted file', 'Next steps for the host', 'Did it run?']) {
      expect(byDefault).not.toContain(title);
      expect(all).toContain(title);
    }
    const timeline = await textOf('--parts', 'timeline');
    const { events } = await caseOf([backdoor]);
    expect(timeline.match(/^ {2} *\[\d+\] /gm)).toHaveLength(events.length);
    expect(timeline).not.toContain('Who wrote it');
  });

  it('writes indicators and a timeline for other programs', async () => {
    const folder = temporaryDirectory();
    const files = ['case.ioc', 'case.jsonl'].map((name) => path.join(folder, name));
    await run([
      'investigate',
      '-q',
      '--defang',
      backdoor,
      ...files.flatMap((file) => ['-o', file]),
    ]);
    const [indicators = '', events = ''] = files.map((file) => readFileSync(file, 'utf8'));
    expect(indicators).toContain('address 203[.]0[.]113[.]54\n');
    expect(indicators).toContain('path /etc/init.d/cache-sync\n');
    const lines = events.trimEnd().split('\n');
    expect(lines).toHaveLength((await caseOf([backdoor])).events.length);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('datetime');
  });

  it('says if a case is too large for a ticket, and what makes it smaller', async () => {
    // Names that differ in more than their numbers are not alike.
    const letters = (at: number): string =>
      String.fromCharCode(97 + (at % 26), 97 + Math.floor(at / 26));
    const events = Array.from({ length: 40 }, (_, at) =>
      plantedLine({
        file: { path: `/etc/init.d/${letters(at).repeat(100)}` },
        host: { name: letters(at), id: letters(at), os: { type: 'linux' } },
      }),
    );
    const folder = temporaryDirectory({ 'log.ndjson': `${events.join('\n')}\n` });
    const args = ['investigate', '-f', 'markdown', folder];
    const large = await run([...args, '--parts', 'all']);
    expect(large.stdout.length).toBeGreaterThan(32_767);
    expect(large.stderr).toMatch(
      /the Markdown has [\d,]+ characters, too many for a ticket of .*Jira \(32,767\); --host, --path and --parts make it smaller/,
    );
    const small = await run(args);
    expect(small.stdout.length).toBeLessThan(32_767);
    expect(small.stderr).not.toContain('characters');
  });

  it('prints no error if its reader stops early', async () => {
    const { code, stderr } = await shell(`$SCAN investigate -q -f pretty ${backdoor} | head -1`);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });
});

describe('stdin', () => {
  it('is read again like a file', async () => {
    const stdin = readFileSync(path.join(root, backdoor, 'events.ndjson'));
    const folder = temporaryDirectory();
    const { stdout } = await run(['investigate', '-q'], { stdin, env: { TMPDIR: folder } });
    const found = withoutPlaces(JSON.parse(stdout) as Case) as Case;
    const expected = withoutPlaces(await caseOf([backdoor])) as Case;
    expect(found.hosts).toEqual(expected.hosts);
    expect(found.events).toEqual(expected.events);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is spooled where nobody else can read it, and always removed, however the program ends', async () => {
    const folder = temporaryDirectory();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGKILL'] as const) {
      const child = start(['investigate', '-q'], { env: { TMPDIR: folder } });
      const ended = outcomeOf(child);
      child.stdin?.write(`${plantedLine()}\n`);
      const mode = await modeOfSpool(child.pid ?? 0, folder);
      expect(mode & 0o777).toBe(0o600);
      expect(readdirSync(folder)).toEqual([]);
      child.kill(signal);
      await ended;
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('is a clear error if it cannot be spooled', async () => {
    const { code, stderr } = await run(['investigate'], {
      stdin: `${plantedLine()}\n`,
      env: { TMPDIR: '/nowhere' },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('cannot buffer a stream to a temporary file');
  });
});

describe('--include-excluded', () => {
  const excluded = plantedEvent({
    '@timestamp': '2026-03-02T04:11:00.000Z',
    file: { path: '/etc/init.d/auditbeat-2', name: 'auditbeat-2' },
  });
  const beside = plantedEvent({
    '@timestamp': '2026-03-02T04:11:01.000Z',
    file: { path: '/etc/rc.d/init.d/netd', name: 'netd' },
  });
  const folder = (): string =>
    temporaryDirectory({ 'a.ndjson': `${JSON.stringify(excluded)}\n${JSON.stringify(beside)}\n` });

  it('tells the case of a script that the rule excludes by its name, and of no other lead', async () => {
    const directory = folder();
    const { code, stdout } = await run([
      'investigate',
      '--include-excluded',
      '-f',
      'json',
      directory,
    ]);
    expect(code).toBe(0);
    const { hosts, summary } = JSON.parse(stdout);
    expect(summary.matches).toBe(0);
    expect(hosts).toHaveLength(1);
    expect(hosts[0].files).toHaveLength(1);
    expect(hosts[0].files[0]).toMatchObject({
      path: '/etc/init.d/auditbeat-2',
      leads: [
        {
          kind: 'chosen-by-attacker',
          exclusions: [{ field: 'file.path', value: '/etc/init.d/auditbeat-2' }],
          events: [1],
        },
      ],
    });
  });

  it('titles it by the clause', async () => {
    const all = ['investigate', '--include-excluded', '--parts', 'all', '-f', 'pretty'];
    const { stdout } = await run([...all, folder()]);
    expect(stdout).toContain('beside the rule: excluded only by elastic-path');
    expect(stdout).toContain(
      '/etc/init.d/auditbeat-2 is beside the rule: excluded only by elastic-path',
    );
    expect(stdout).not.toContain('/etc/rc.d/init.d/netd is beside the rule');
  });

  it('has no cases without it', async () => {
    const { hosts } = await caseOf([folder()]);
    expect(hosts).toEqual([]);
  });
});

describe('--leads', () => {
  const redHat = 'fixtures/cases/red-hat';
  const title = '/etc/rc.d/init.d/hald-addon is beside the rule: created under /etc/rc.d/init.d/';

  it('tells the case of a script that the rule cannot see, in every format', async () => {
    const all = ['investigate', '--leads', '--parts', 'all'];
    const text = await run([...all, '-f', 'pretty', redHat]);
    expect(text.code).toBe(0);
    expect(text.stdout).toContain(title);
    expect(text.stdout).toContain('Did it run? Yes');
    expect(text.stderr).toMatch(/no matches, but 1 lead beside the rule\n$/);
    const { stdout: markdown } = await run([...all, '-f', 'markdown', redHat]);
    expect(markdown).toContain('### `/etc/rc.d/init.d/hald-addon` is beside the rule: created');
    const { stdout: json } = await run(['investigate', '--leads', '-f', 'json', redHat]);
    const { hosts, leads } = JSON.parse(json);
    expect(hosts[0].files[0].leads).toEqual([{ kind: 'red-hat-path', events: [10] }]);
    expect(leads).toMatchObject({ events: 1, redHatHosts: 1 });
  });

  it('covers commands without a file event, what only the newest version matches, and moved directories', async () => {
    const input = 'fixtures/leads/commands.ndjson';
    const { hosts, leads } = await caseOf(['--leads', input]).then(
      (found) =>
        found as Case & {
          readonly leads: { readonly events: number };
        },
    );
    const files = hosts.flatMap((host) => host.files);
    expect(
      files.map(({ path: file, leads = [] }) => [file, ...leads.map(({ kind }) => kind)]),
    ).toEqual([
      ['/etc/init.d/dbus-cache', 'link', 'no-file-event'],
      ['/etc/init.d/ssh', 'no-file-event'],
      ['/etc/init.d', 'other-root'],
      ['/etc/init/dbus-cache.conf', 'newer-version'],
      ['/etc/rc.d/init.d/ntpd', 'red-hat-path'],
    ]);
    expect(leads.events).toBe(10);
  });

  it('changes nothing if there are no leads', async () => {
    const plain = await run(['investigate', '-q', '-f', 'pretty', backdoor]);
    const withLeads = await run(['investigate', '-q', '-f', 'pretty', '--leads', backdoor]);
    expect(withLeads).toEqual(plain);
  });

  it('is suggested if there is nothing else to investigate, which is no all-clear', async () => {
    const { code, stdout, stderr } = await run(['investigate', '-f', 'pretty', redHat]);
    expect(code).toBe(0);
    expect(stdout).toContain('Use --leads to investigate the lead.');
    expect(stdout).toContain('no matches, but 1 lead beside the rule');
    expect(stderr).toMatch(/no matches, but 1 lead beside the rule\n$/);
  });

  it('finds the same with one thread as with several', async () => {
    const events = readFileSync(path.join(root, redHat, 'events.ndjson'), 'utf8');
    const filler = `${ordinaryLine()}\n`.repeat(40_000);
    const folder = temporaryDirectory({ 'log.ndjson': filler + events + filler });
    const some = async (jobs: string) =>
      withoutPlaces(await caseOf(['--leads', '-j', jobs, folder]));
    const one = (await some('1')) as Case;
    expect(one.hosts).toHaveLength(1);
    expect(await some('3')).toMatchObject({ hosts: one.hosts, events: one.events });
  });

  it('exits 1 with --fail-on-leads, also with --exit-zero, and 2 if something was not read', async () => {
    const code = async (...args: string[]) => (await run(['investigate', '-q', ...args])).code;
    expect(await code('--fail-on-leads', redHat)).toBe(1);
    expect(await code('--fail-on-leads', '--leads', '--exit-zero', redHat)).toBe(1);
    expect(await code('--fail-on-leads', redHat, 'fixtures/broken/malformed-line.ndjson')).toBe(2);
    expect(await code('--fail-on-leads', '--exit-zero', backdoor)).toBe(0);
  });

  it('omits leads that exceptions or a baseline cover, and suggests such exceptions', async () => {
    const folder = temporaryDirectory();
    const list = path.join(folder, 'known.ndjson');
    const asked = ['--suggest-exceptions', list, '--only', 'erp-05'];
    await run(['investigate', '-q', '--leads', redHat, ...asked]);
    const event = readFileSync(path.join(root, redHat, 'events.ndjson'), 'utf8')
      .split('\n')
      .find((line) => line.includes('"path":"/etc/rc.d/init.d/hald-addon"'));
    const baseline = path.join(folder, 'baseline.ndjson');
    writeFileSync(baseline, `${event}\n`);
    for (const option of [
      ['--exceptions', list],
      ['--baseline', baseline],
      ['--from', '2025-04-02T03:00:00Z'],
    ]) {
      const args = ['investigate', '--leads', '--fail-on-leads', '-f', 'pretty', ...option, redHat];
      const { code, stdout } = await run(args);
      expect({ code, option }).toEqual({ code: 0, option });
      expect(stdout).toContain(
        'Nothing to investigate: the rule matched no events, and there are no leads.',
      );
    }
  });
});

describe('--host and --path', () => {
  const two = 'fixtures/cases/two-hosts';
  const investigate = async (...args: string[]) => {
    const { stdout, stderr, code } = await run(['investigate', '-f', 'json', ...args, two]);
    return { found: JSON.parse(stdout) as Case, stderr, code };
  };

  it('investigate only the matches that they select, and count the others', async () => {
    const { found: all } = await investigate();
    const [first] = all.hosts;
    const name = first?.name ?? '';
    const { found, stderr, code } = await investigate('--host', name.toUpperCase());
    expect(found.hosts.map((host) => host.name)).toEqual([name]);
    expect(found.scope?.matchesOutside).toBeGreaterThan(0);
    expect(stderr).toContain('of other hosts and paths (--host, --path)');
    expect(code).toBe(1);
  });

  it('take patterns for paths', async () => {
    const hidden = await caseOf(['fixtures/cases/ignored-by-systemd', '--path', '*/.hid?en']);
    expect(hidden.hosts.flatMap(({ files }) => files.map(({ path: one }) => one))).toEqual([
      '/etc/init.d/.hidden',
    ]);
    expect(hidden.scope?.matchesOutside).toBe(3);
  });

  it('never sound like an all-clear', async () => {
    const args = ['investigate', '-f', 'pretty', '--host', 'nothing', two];
    const { stdout, code } = await run(args);
    expect(stdout).toMatch(/^Nothing to investigate: --host and --path leave out \d+ matches/);
    expect(stdout).not.toContain('the rule matched no events');
    expect(code).toBe(1);
  });
});

describe('--suggest-exceptions', () => {
  it('covers nothing that may be an attack, and says so', async () => {
    const list = path.join(temporaryDirectory(), 'known.ndjson');
    const { stderr } = await run(['investigate', backdoor, '--suggest-exceptions', list]);
    expect(stderr).toContain('suggested 0 exceptions for 0 files, none for 1 file of the case');
    const items = readFileSync(list, 'utf8').trim().split('\n').slice(1, -1);
    expect(items).toEqual([]);
    expect((await run(['--exceptions', list, '-q', backdoor])).code).toBe(1);
  });

  it('is needed for --only', async () => {
    const { code, stderr } = await run(['investigate', backdoor, '--only', 'pay-02']);
    expect(code).toBe(2);
    expect(stderr).toContain('--only needs --suggest-exceptions');
  });

  it.each(['pay-02', '/etc/init.d/cache-sync'])(
    'covers exactly the matches of %s',
    async (only) => {
      const folder = temporaryDirectory();
      const list = path.join(folder, 'known.ndjson');
      const asked = ['--suggest-exceptions', list, '--only', only];
      await run(['investigate', '-q', backdoor, ...asked]);
      const held = await run(['--exceptions', list, '--fail-on-unused', backdoor]);
      expect(held.code).toBe(0);
      expect(held.stdout).toBe('');
      const others = ['fixtures/cases', 'fixtures/telemetry', '--exclude', 'ssh-backdoor/**'];
      const before = await run([...others, '-q']);
      const after = await run([...others, '-q', '--exceptions', list]);
      expect(after.stdout).toBe(before.stdout);
      expect(before.lines.length).toBeGreaterThan(20);
    },
  );

  it('does not overwrite a list that is read', async () => {
    const folder = temporaryDirectory({
      'known.ndjson': readFileSync(path.join(root, 'fixtures/exceptions/web-servers.ndjson')),
    });
    const list = path.join(folder, 'known.ndjson');
    const before = readFileSync(list, 'utf8');
    const option = ['--exceptions', list, '--suggest-exceptions', list];
    const { code, stderr } = await run(['investigate', backdoor, ...option]);
    expect(code).toBe(2);
    expect(stderr).toContain('the report would overwrite');
    expect(readFileSync(list, 'utf8')).toBe(before);
    expect(readdirSync(folder)).toEqual(['known.ndjson']);
  });

  it('has the format of Kibana’s export: a list, its items, and their counts', async () => {
    const list = path.join(temporaryDirectory(), 'known.ndjson');
    await run(['investigate', '-q', 'fixtures/cases/two-hosts', '--suggest-exceptions', list]);
    const lines = readFileSync(list, 'utf8').trim().split('\n');
    const [first, ...rest] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toHaveProperty('list_id');
    expect(rest.at(-1)).toMatchObject({ exported_exception_list_item_count: rest.length - 1 });
  });
});

describe('an input that changes', () => {
  it.each([
    ['is a problem if it was truncated', '\n', 2, /log\.ndjson: problem: the file was truncated/],
    ['is only a note if it grew', `${plantedLine()}\n${ordinaryLine()}\n`, 1, /^complete/m],
  ])('between the scan and a later pass %s', async (_, content, expected, message) => {
    const folder = temporaryDirectory({ 'log.ndjson': `${plantedLine()}\n` });
    const log = path.join(folder, 'log.ndjson');
    const slow = start(['investigate', log, '-'], {});
    const ended = outcomeOf(slow);
    // The file is scanned before stdin, which ends only when the file has changed.
    await new Promise((resolve) => setTimeout(resolve, 5000));
    writeFileSync(log, content);
    slow.stdin?.end(`${ordinaryLine()}\n`);
    const { code, stderr } = await ended;
    expect(code).toBe(expected);
    expect(stderr).toMatch(message);
  });
});

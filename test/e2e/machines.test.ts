import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recipesOf, writePrograms } from '../recipes.js';
import { has, type Outcome, plantedLine, programWords, root, run, shell } from './run.js';

// The recipes for several machines. They are three SSH servers on the loopback, with keys and configuration of their own
// in a temporary directory, in which each machine has a directory with its logs.

const sshd = '/usr/sbin/sshd';

const hasMachines = has('parallel') && has('ssh', '-V') && has(sshd, '-V');

/** Each machine has another data stream of the same host. */
const machines: Readonly<Record<string, string>> = {
  'web-01': 'files.ndjson',
  'web-02': 'processes.ndjson',
  'web-03': 'network.ndjson',
};

const names = Object.keys(machines);

/** A port of the loopback that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Waits until something listens on a port. */
async function listening(port: number): Promise<void> {
  for (let attempts = 0; attempts < 200; attempts += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`nothing listens on port ${port}`);
}

/** A case without the places of events, which differ with the files that they are read from. */
function comparable({ hosts, groups, leftOut, limits }: Record<string, unknown>): object {
  const text = JSON.stringify({ hosts, groups, leftOut, limits });
  return JSON.parse(text, (name, value) =>
    name === 'coverage' ? Object.keys(value) : value,
  ) as object;
}

describe.skipIf(!hasMachines)('machines reached by ssh', () => {
  let base: string;
  const servers: ChildProcess[] = [];

  beforeAll(async () => {
    base = mkdtempSync(path.join(tmpdir(), 'initd-scan-machines-'));
    const inBase = (name: string): string => path.join(base, name);
    for (const key of ['host', 'user']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', inBase(key)]);
    }
    // A server that runs as root needs this directory.
    if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
    const known: string[] = [];
    const hosts: string[] = [];
    for (const [name, log] of Object.entries(machines)) {
      mkdirSync(inBase(`${name}/logs`), { recursive: true });
      copyFileSync(path.join(root, 'fixtures/cases/split', log), inBase(`${name}/logs/${log}`));
      const port = await freePort();
      writeFileSync(
        inBase(`${name}.conf`),
        [
          'ListenAddress 127.0.0.1',
          `Port ${port}`,
          `HostKey ${inBase('host')}`,
          `PidFile ${inBase(`${name}.pid`)}`,
          `AuthorizedKeysFile ${inBase('user.pub')}`,
          'StrictModes no',
          'UsePAM no',
          'PasswordAuthentication no',
          `SetEnv PATH=${inBase('bin')}:${process.env.PATH}`,
          '',
        ].join('\n'),
      );
      const server = spawn(sshd, ['-D', '-e', '-f', inBase(`${name}.conf`)], { stdio: 'ignore' });
      servers.push(server);
      await listening(port);
      known.push(`${name} ${readFileSync(inBase('host.pub'), 'utf8')}`);
      hosts.push(`Host ${name}\n  HostName 127.0.0.1\n  Port ${port}\n  HostKeyAlias ${name}\n`);
    }
    writeFileSync(inBase('known_hosts'), known.join(''));
    writeFileSync(inBase('hosts.txt'), names.map((name) => `${name}\n`).join(''));
    writePrograms(inBase('bin'), {
      ssh: `export PATH='${process.env.PATH}'\nexec ssh -F ${inBase('config')} "$@"`,
    });
    const common = [
      'Host *',
      `  User ${userInfo().username}`,
      `  IdentityFile ${inBase('user')}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${inBase('known_hosts')}`,
      '  StrictHostKeyChecking yes',
      '  ForwardAgent no',
      '  BatchMode yes',
      '',
    ];
    writeFileSync(inBase('config'), [...hosts, ...common].join('\n'));
  }, 60_000);

  afterAll(() => {
    for (const server of servers) server.kill();
    rmSync(base, { recursive: true, force: true });
  });

  /** Runs a command on each machine, in its directory; what it prints goes to a file per machine. */
  function onEach(command: string, extension: string): Promise<Outcome> {
    return shell(
      `printf '%s\\0' ${names.join(' ')} |
        HOME=${base} parallel -0 "ssh -F ${base}/config {} 'cd ${base}/{} && ${command}' > ${base}/{}.${extension}"`,
    );
  }

  const reports = (extension: string): string[] =>
    names.map((name) => `${base}/${name}.${extension}`);

  /** Runs one of the README's recipes for machines with SSH. */
  function follow(script: string): Promise<Outcome> {
    return shell(`export HOME=${base} PATH="$PWD/bin:$PATH"; rm -rf reports\n${script}`, base);
  }

  it('scan, and merge has the result of one scan', async () => {
    const [script = ''] = recipesOf('Machines with SSH');
    const merged = await follow(
      script
        .replace('/var/log/endpoint', `${base}/{}/logs`)
        .replace('initd-scan merge', '$& -f ndjson'),
    );
    const one = await run(['-f', 'ndjson', ...names.map((name) => `${base}/${name}/logs`)]);
    expect([merged.code, one.code]).toEqual([1, 1]);
    expect(merged.stdout).toBe(one.stdout);
    const withoutTime = (text: string): string => text.replace(/, [\d.]+ m?s \([^)]*\)/, '');
    // What the scans themselves said comes before.
    const summary = withoutTime(one.stderr);
    expect(withoutTime(merged.stderr).slice(-summary.length)).toBe(summary);
  });

  it('scan files of a shared storage, whatever their names are', async () => {
    const [, script = ''] = recipesOf('Machines with SSH');
    const files = [' $(touch x) "{}"', "it's *[a]?", 'new\nline \\ & `touch x` -rf'];
    mkdirSync(path.join(base, 'shared'));
    for (const [n, name] of files.entries()) {
      const file = path.join(base, 'shared', `${name}.ndjson`);
      writeFileSync(file, `${plantedLine({ n })}\n`);
    }
    const { code, stderr } = await follow(script.replace('/mnt/logs', `${base}/shared`));
    expect(stderr).toContain(`${files.length} matches in ${files.length} lines of`);
    expect(stderr).toContain('complete: all input was read');
    expect(code).toBe(1);
    expect(existsSync(path.join(base, 'x'))).toBe(false);
  });

  it('are refused if their keys are unknown, and the result is incomplete', async () => {
    const [script = ''] = recipesOf('Machines with SSH');
    const [known = ''] = readFileSync(path.join(base, 'known_hosts'), 'utf8').split('\n');
    writeFileSync(path.join(base, 'other_hosts'), `${known}\n`);
    const { code, stderr } = await follow(
      script
        .replace('=known_hosts', '=other_hosts')
        .replace('/var/log/endpoint', `${base}/{}/logs`),
    );
    expect(stderr).toContain('Host key verification failed');
    expect(stderr).toContain('web-02.json: problem: the report cannot be merged: it is empty');
    expect(stderr).toMatch(/^1 match in /m);
    expect(code).toBe(2);
  });

  it('collect, in rounds, and investigate has the case of all the data', async () => {
    await onEach(`${programWords} -q logs`, 'hits');
    await shell(`cat ${reports('hits').join(' ')} > ${base}/hits.ndjson`);
    let collected: string[] = [];
    for (let round = 1; ; round += 1) {
      expect(round).toBeLessThan(5);
      const given = [`${base}/hits.ndjson`, ...collected];
      const hits = given.map((file) => `--for ${file}`).join(' ');
      // What the machines of a real recipe would copy to each other is in one place here.
      const { stderr } = await onEach(`${programWords} collect ${hits} logs`, `${round}.ndjson`);
      collected = reports(`${round}.ndjson`);
      if (!stderr.includes('another round')) break;
    }
    const caseOf = async (paths: readonly string[]): Promise<object> => {
      const { code, stdout } = await run(['investigate', '-q', '-f', 'json', ...paths]);
      expect(code).toBe(1);
      return comparable(JSON.parse(stdout) as Record<string, unknown>);
    };
    const all = names.map((name) => `${base}/${name}/logs`);
    expect(await caseOf(collected)).toEqual(await caseOf(all));
  });
});

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, programWords, root, run, shell } from './run.js';

// The recipes for several machines. They are three SSH servers on the loopback, with keys and configuration of their own
// in a temporary directory, in which each machine has a directory with its logs.

const sshd = '/usr/sbin/sshd';

function isInstalled(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args).error === undefined;
}

const hasParallel = isInstalled('parallel', '--version');
const hasMachines = hasParallel && isInstalled('ssh', '-V') && isInstalled(sshd, '-V');

/** Each machine has another data stream of the same host. */
const machines: Readonly<Record<string, string>> = {
  'web-1': 'files.ndjson',
  'web-2': 'processes.ndjson',
  'web-3': 'network.ndjson',
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
          '',
        ].join('\n'),
      );
      const server = spawn(sshd, ['-D', '-e', '-f', inBase(`${name}.conf`)], { stdio: 'ignore' });
      servers.push(server);
      await listening(port);
      known.push(`${name} ${readFileSync(inBase('host.pub'), 'utf8')}`);
      hosts.push(`Host ${name}\n  HostName 127.0.0.1\n  Port ${port}\n  HostKeyAlias ${name}\n`);
    }
    writeFileSync(inBase('known'), known.join(''));
    const common = [
      'Host *',
      `  User ${userInfo().username}`,
      `  IdentityFile ${inBase('user')}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${inBase('known')}`,
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
  function onEach(command: string, extension: string, hosts = names): Promise<Outcome> {
    return shell(
      `printf '%s\\0' ${hosts.join(' ')} |
        HOME=${base} parallel -0 "ssh -F ${base}/config {} 'cd ${base}/{} && ${command}' > ${base}/{}.${extension}"`,
    );
  }

  const reports = (extension: string): string[] =>
    names.map((name) => `${base}/${name}.${extension}`);

  it('scan, and merge has the result of one scan', async () => {
    // parallel counts a scan with matches as a failed job: only the code of merge counts.
    expect((await onEach(`${programWords} -q -f json logs`, 'json')).code).toBe(1);
    const merged = await run(['merge', '--expect', '3', '-f', 'ndjson', ...reports('json')]);
    const one = await run(['-f', 'ndjson', ...names.map((name) => `${base}/${name}/logs`)]);
    expect([merged.code, one.code]).toEqual([1, 1]);
    expect(merged.stdout).toBe(one.stdout);
    const withoutTime = (text: string): string => text.replace(/, [\d.]+ m?s \([^)]*\)/, '');
    expect(withoutTime(merged.stderr)).toBe(withoutTime(one.stderr));
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

  it('that cannot be reached make the result incomplete', async () => {
    await onEach(`${programWords} -q -f json logs`, 'json', [...names, 'web-4']);
    const { code, stderr } = await run(['merge', ...reports('json'), `${base}/web-4.json`]);
    expect(code).toBe(2);
    expect(stderr).toContain('web-4.json: problem: the report cannot be merged: it is empty');
  });
});

describe.skipIf(!hasParallel)('one file on several cores of a cluster', () => {
  it('is scanned in parts, and merge has the matches and the exit code of one scan', async () => {
    const log = 'fixtures/telemetry/web-fleet.ndjson';
    const folder = mkdtempSync(path.join(tmpdir(), 'initd-scan-parts-'));
    try {
      await shell(
        `parallel --pipepart --block 200k -a ${log} "$SCAN -q -f json > ${folder}/{#}.json"`,
      );
      const { code, stdout } = await shell(`$SCAN merge -q -f ndjson ${folder}/*.json | sort`);
      const one = await shell(`$SCAN -q ${log} | sort`);
      expect([code, stdout]).toEqual([one.code, one.stdout]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

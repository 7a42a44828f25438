// The events of a fleet in which some init scripts were planted, in the shape of Elastic Defend.

const hosts = 20;
const bootSeconds = 1_769_000_000;
const startSeconds = 1_770_000_000;

type Random = () => number;

/** A process as events describe it. */
interface Process {
  readonly pid: number;
  readonly id: string;
  readonly executable: string;
  readonly args: readonly string[];
  /** Nearest ancestor first. */
  readonly ancestors: readonly Process[];
  readonly leader?: Process | undefined;
}

interface Host {
  readonly name: string;
  readonly id: string;
  readonly agent: string;
  readonly init: Process;
}

function hex(length: number, seed: number): string {
  return Array.from({ length }, (_, at) =>
    ((seed * 7 + at * 13 + (seed >> 2)) % 16).toString(16),
  ).join('');
}

function entityId(agent: string, pid: number, seconds: number): string {
  return Buffer.from(`${agent}-${pid}-${seconds}`).toString('base64');
}

const fleet: readonly Host[] = Array.from({ length: hosts }, (_, number) => {
  const raw = hex(32, number + 1);
  const agent = [
    raw.slice(0, 8),
    raw.slice(8, 12),
    raw.slice(12, 16),
    raw.slice(16, 20),
    raw.slice(20),
  ].join('-');
  const init: Process = {
    pid: 1,
    id: entityId(agent, 1, bootSeconds + number),
    executable: '/usr/lib/systemd/systemd',
    args: ['/sbin/init'],
    ancestors: [],
  };
  return { name: `node-${number}`, id: hex(32, number + 101), agent, init };
});

function child(
  host: Host,
  parent: Process,
  random: Random,
  executable: string,
  ...args: string[]
): Process {
  const pid = 2 + Math.floor(random() * 60_000);
  return {
    pid,
    id: entityId(host.agent, pid, startSeconds + Math.floor(random() * 86_400)),
    executable,
    args,
    ancestors: [parent, ...parent.ancestors],
    leader: parent.leader,
  };
}

function processFields(
  { pid, id, executable, args, ancestors, leader }: Process,
  isFull: boolean,
): object {
  const [parent] = ancestors;
  const named = (process: Process): object => ({
    entity_id: process.id,
    executable: process.executable,
    args: process.args,
    pid: process.pid,
  });
  const entryLeader = (process: Process): object => ({
    ...named(process),
    entry_meta: { type: 'sshd', source: { ip: '203.0.113.7' } },
  });
  return {
    Ext: { ancestry: ancestors.map((ancestor) => ancestor.id) },
    command_line: args.join(' '),
    entity_id: id,
    executable,
    name: executable.slice(executable.lastIndexOf('/') + 1),
    pid,
    parent: parent && (isFull ? named(parent) : { entity_id: parent.id }),
    args: isFull ? args : undefined,
    working_directory: isFull ? '/' : undefined,
    interactive: isFull ? leader !== undefined : undefined,
    entry_leader: leader && (isFull ? entryLeader(leader) : { entity_id: leader.id }),
    session_leader: leader && { entity_id: leader.id },
  };
}

function line(
  host: Host,
  at: number,
  category: string,
  action: string,
  process: Process,
  more: object,
): string {
  const time = new Date(at).toISOString();
  const user = { name: 'root', id: 0 };
  return `${JSON.stringify({
    '@timestamp': time,
    agent: { id: host.agent, type: 'endpoint', version: '8.15.3' },
    data_stream: { dataset: `endpoint.events.${category}`, namespace: 'default', type: 'logs' },
    ecs: { version: '8.10.0' },
    elastic: { agent: { id: host.agent } },
    event: {
      action,
      agent_id_status: 'verified',
      category: [category],
      created: time,
      dataset: `endpoint.events.${category}`,
      id: `j0ANP75y${at.toString(36)}`,
      ingested: time,
      kind: 'event',
      module: 'endpoint',
      outcome: 'unknown',
      type: [category === 'process' ? 'start' : 'creation'],
    },
    group: { ...user, Ext: { real: user } },
    host: {
      architecture: 'x86_64',
      hostname: host.name,
      id: host.id,
      ip: ['127.0.0.1', '::1', '10.142.0.11'],
      mac: ['42-01-0a-8e-00-0b'],
      name: host.name,
      os: {
        family: 'debian',
        full: 'Debian 12.9',
        name: 'Linux',
        platform: 'debian',
        type: 'linux',
        version: '12.9',
      },
    },
    message: `Endpoint ${category} event`,
    process: processFields(process, category === 'process'),
    user: { ...user, Ext: { real: user } },
    ...more,
  })}\n`;
}

function hostAt(number: number): Host {
  const host = fleet[number % fleet.length];
  if (host === undefined) throw new RangeError('an empty fleet');
  return host;
}

/** An event of a service on some host: a program runs, writes a file or opens a connection. */
export function fleetLine(random: Random): string {
  const host = hostAt(Math.floor(random() * hosts));
  const at = startSeconds * 1000 + Math.floor(random() * 86_400_000);
  const service = child(host, host.init, random, '/usr/sbin/app-server', 'app-server', '--quiet');
  const worker = child(
    host,
    service,
    random,
    '/usr/bin/python3.11',
    'python3',
    '/opt/app/worker.py',
    String(at),
  );
  const kind = random();
  if (kind < 0.45) return line(host, at, 'process', kind < 0.3 ? 'exec' : 'end', worker, {});
  if (kind < 0.8) {
    const name = `${Math.floor(random() * 1e6)}.state`;
    return line(host, at, 'file', 'creation', worker, {
      file: { name, path: `/var/lib/app/${name}` },
    });
  }
  const destination = { address: '10.142.0.9', ip: '10.142.0.9', port: 5432 };
  return line(host, at, 'network', 'connection_attempted', worker, {
    destination,
    network: { transport: 'tcp' },
  });
}

/** The events of an SSH session that plants a script, makes it executable, enables it and starts it. */
export function incidentLines(random: Random, number: number): string {
  const host = hostAt(number);
  const at = (startSeconds + 3600 + number * 60) * 1000;
  const daemon = child(host, host.init, random, '/usr/sbin/sshd', 'sshd');
  const login = child(host, daemon, random, '/usr/bin/bash', '-bash');
  const bash: Process = { ...login, leader: login };
  const path = `/etc/init.d/telemetry-${number}`;
  const run = (step: number, executable: string, ...args: string[]): string =>
    line(
      host,
      at + step * 1000,
      'process',
      'exec',
      child(host, bash, random, executable, ...args),
      {},
    );
  const writer = child(host, bash, random, '/usr/bin/cat', 'cat');
  const script = child(host, host.init, random, '/usr/bin/dash', '/bin/sh', path, 'start');
  const destination = { address: '203.0.113.9', ip: '203.0.113.9', port: 8443 };
  return [
    line(host, at, 'process', 'exec', bash, {}),
    line(host, at + 1000, 'process', 'exec', writer, {}),
    line(host, at + 2000, 'file', 'creation', writer, {
      file: { name: `telemetry-${number}`, path, size: 611, hash: { sha256: hex(64, number) } },
    }),
    run(3, '/usr/bin/chmod', 'chmod', '755', path),
    run(
      4,
      '/usr/bin/perl',
      '/usr/bin/perl',
      '/usr/sbin/update-rc.d',
      `telemetry-${number}`,
      'defaults',
    ),
    line(host, at + 5000, 'process', 'exec', script, {}),
    line(host, at + 6000, 'network', 'connection_attempted', script, { destination }),
  ].join('');
}

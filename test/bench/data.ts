import { execFileSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { type DamagedData, makeDamaged } from './damage.js';
import { fleetLine, incidentLines } from './incident.js';
import { isInstalled } from './measure.js';
import { writeTable } from './tables.js';

/** Pseudo-random numbers in [0, 1) from a seed (mulberry32): they are the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A file event of about 1.5 KB in the shape of Elastic Defend, under a path. */
export function eventLine(random: () => number, file: string, executable: string): string {
  const hex = (length: number): string =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  const host = `node-${Math.floor(random() * 40)}`;
  const time = new Date(1_770_000_000_000 + Math.floor(random() * 86_400_000)).toISOString();
  const user = { name: 'root', id: 0 };
  return JSON.stringify({
    '@timestamp': time,
    agent: { id: hex(32), type: 'endpoint', version: '8.15.1' },
    data_stream: { dataset: 'endpoint.events.file', namespace: 'default', type: 'logs' },
    ecs: { version: '8.10.0' },
    elastic: { agent: { id: hex(32) } },
    event: {
      action: 'creation',
      agent_id_status: 'verified',
      category: ['file'],
      created: time,
      dataset: 'endpoint.events.file',
      id: hex(24),
      ingested: time,
      kind: 'event',
      module: 'endpoint',
      outcome: 'unknown',
      sequence: Math.floor(random() * 1e7),
      type: ['creation'],
    },
    file: {
      Ext: { header_bytes: '23212f62696e2f7368', entropy: 4.3 },
      hash: { sha256: hex(64) },
      name: path.posix.basename(file),
      path: file,
      size: Math.floor(random() * 1e5),
    },
    group: { ...user, Ext: { real: user } },
    host: {
      architecture: 'x86_64',
      hostname: host,
      id: hex(32),
      ip: ['127.0.0.1', '::1', '10.142.0.11'],
      mac: ['42-01-0a-8e-00-0b'],
      name: host,
      os: {
        Ext: { variant: 'Debian' },
        family: 'debian',
        full: 'Debian 12.7',
        kernel: '6.1.0-25-cloud-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.106-3 (2024-08-26)',
        name: 'Linux',
        platform: 'debian',
        type: 'linux',
        version: '12.7',
      },
    },
    message: 'Endpoint file event',
    process: {
      Ext: { ancestry: [hex(40), hex(40)] },
      command_line: `${executable} --quiet`,
      entity_id: hex(40),
      executable,
      name: path.posix.basename(executable),
      parent: { entity_id: hex(40) },
      pid: Math.floor(random() * 65_536),
    },
    user: { ...user, Ext: { real: user } },
  });
}

const executables = [
  '/usr/bin/bash',
  '/usr/bin/dpkg',
  '/usr/lib/systemd/systemd',
  '/usr/bin/python3.11',
];

/** Makes a line. */
type MakeLine = (random: () => number, number: number) => string;

function pick(random: () => number): string {
  return executables[Math.floor(random() * executables.length)] ?? '/usr/bin/bash';
}

function ordinary(random: () => number): string {
  return eventLine(random, `/var/lib/app/${Math.floor(random() * 1e6)}.state`, pick(random));
}

function underInitD(random: () => number): string {
  return eventLine(random, `/etc/init.d/service-${Math.floor(random() * 1e4)}`, pick(random));
}

/** About one line in 2,000 is a candidate. */
const sparse: MakeLine = (random) => (random() < 1 / 2000 ? underInitD(random) : ordinary(random));

/** Every line is a candidate because of an escape, but none concerns the rule. */
const escaped: MakeLine = (random) =>
  ordinary(random).replace('/var/lib/', '\\u002fvar\\u002flib\\u002f');

/** The path is mentioned in an argument of a program that runs; nothing concerns the rule. */
const commandLine: MakeLine = (random) => {
  const { event, process, file: _, ...rest } = JSON.parse(ordinary(random));
  const args = ['/usr/bin/bash', '/etc/init.d/ssh', 'status'];
  const dataset = 'endpoint.events.process';
  return JSON.stringify({
    ...rest,
    data_stream: { ...rest.data_stream, dataset },
    event: { ...event, action: 'exec', category: ['process'], dataset, type: ['start'] },
    process: { ...process, args, command_line: args.join(' ') },
  });
};

/** The files that the benchmarks read. */
export interface BenchData {
  readonly sparse: string;
  readonly large: string;
  readonly dense: string;
  readonly denseLarge: string;
  readonly escaped: string;
  readonly commandLines: string;
  /** Damaged lines under /etc/init.d/, and others. */
  readonly damaged: { readonly mentioning: DamagedData; readonly others: DamagedData };
  /** Lines with 200 MB of NULs among them. */
  readonly nuls: string;
  readonly single: string;
  readonly many: string;
  /** The sparse file, compressed; undefined if the program is not installed. */
  readonly gzip: string;
  readonly zstd: string | undefined;
  /** A directory of four files like the compressed one. */
  readonly rotated: string;
  /** Dense lines, and a table with sparse rows. */
  readonly denseGzip: string;
  readonly table: string;
  /** A `_search` response as `?pretty` writes it, 200 MB. */
  readonly pretty: string;
  /** 1 GB of the events of 20 hosts, in which 50 sessions plant a script each. */
  readonly incident: string;
}

const megabyte = 1_000_000;

/**
 * Creates the files that do not exist yet.
 *
 * @param share of the usual sizes.
 */
export function makeData(directory: string, seed: number, share: number): BenchData {
  const at = (name: string): string => path.join(directory, name);
  const size = (megabytes: number): number => megabytes * megabyte * share;
  writeLines(at('sparse.ndjson'), size(1000), sparse, seed);
  writeLines(at('dense.ndjson'), size(200), underInitD, seed + 1);
  writeLines(at('escaped.ndjson'), size(200), escaped, seed + 2);
  writeLines(at('command-lines.ndjson'), size(200), commandLine, seed + 6);
  writeNuls(at('nuls.ndjson'), size(200), seed + 8);
  if (!existsSync(at('dense-large.ndjson'))) {
    repeat(at('dense.ndjson'), at('dense-large.ndjson'), 5);
  }
  if (!existsSync(at('large.ndjson'))) repeat(at('sparse.ndjson'), at('large.ndjson'), 4);
  for (const name of ['sparse.ndjson', 'dense.ndjson']) {
    if (!existsSync(at(`${name}.gz`))) execFileSync('gzip', ['-k', '-6', at(name)]);
  }
  const hasZstd = isInstalled('zstd');
  if (hasZstd && !existsSync(at('sparse.ndjson.zst'))) {
    execFileSync('zstd', ['-q', at('sparse.ndjson')]);
  }
  makeRotated(at('rotated'), at('sparse.ndjson.gz'));
  const row = randomFrom(seed + 10);
  writeTable(
    at('table.csv'),
    size(60),
    linesOf(() => sparse(row, 0)),
  );
  writePretty(at('pretty.json'), size(200), seed + 4);
  writeIncident(at('incident.ndjson'), size(1000), 50, seed + 5);
  const random = randomFrom(seed + 3);
  writeFileSync(at('single.ndjson'), `${underInitD(random)}\n`);
  makeMany(at('many'), 10_000 * share, random);
  return {
    sparse: at('sparse.ndjson'),
    large: at('large.ndjson'),
    dense: at('dense.ndjson'),
    denseLarge: at('dense-large.ndjson'),
    escaped: at('escaped.ndjson'),
    commandLines: at('command-lines.ndjson'),
    damaged: {
      mentioning: damaged(at('mentioning'), size(200), underInitD, seed + 7),
      others: damaged(at('others'), size(200), ordinary, seed + 9),
    },
    nuls: at('nuls.ndjson'),
    single: at('single.ndjson'),
    many: at('many'),
    gzip: at('sparse.ndjson.gz'),
    zstd: hasZstd ? at('sparse.ndjson.zst') : undefined,
    rotated: at('rotated'),
    denseGzip: at('dense.ndjson.gz'),
    table: at('table.csv'),
    pretty: at('pretty.json'),
    incident: at('incident.ndjson'),
  };
}

function makeMany(directory: string, files: number, random: () => number): void {
  if (existsSync(directory)) return;
  mkdirSync(directory);
  for (let number = 0; number < files; number += 1) {
    const name = `${String(number).padStart(5, '0')}.ndjson`;
    writeFileSync(path.join(directory, name), `${ordinary(random)}\n`);
  }
}

/** Copies a compressed file four times. */
function makeRotated(directory: string, file: string): void {
  if (existsSync(directory)) return;
  mkdirSync(directory);
  for (const number of [1, 2, 3, 4]) {
    copyFileSync(file, path.join(directory, `events.${number}.ndjson.gz`));
  }
}

/**
 * Writes lines up to a size. 16 MB of distinct lines are repeated: this is quick to make, but too much for any tool to
 * benefit from the repetition.
 */
function writeLines(file: string, bytes: number, line: MakeLine, seed: number): void {
  if (existsSync(file)) return;
  const random = randomFrom(seed);
  const block = blockOf((number) => `${line(random, number)}\n`);
  const descriptor = openSync(`${file}.part`, 'w');
  for (let written = 0; written < bytes; written += block.length) writeSync(descriptor, block);
  closeSync(descriptor);
  renameSync(`${file}.part`, file);
}

/** Writes lines, NULs such as a crash leaves behind, and lines again. */
function writeNuls(file: string, bytes: number, seed: number): void {
  if (existsSync(file)) return;
  const random = randomFrom(seed);
  const lines = Buffer.from(`${underInitD(random)}\n`.repeat(100));
  const nuls = Buffer.alloc(megabyte);
  const descriptor = openSync(`${file}.part`, 'w');
  writeSync(descriptor, lines);
  for (let written = 0; written < bytes; written += nuls.length) writeSync(descriptor, nuls);
  writeSync(descriptor, lines);
  closeSync(descriptor);
  renameSync(`${file}.part`, file);
}

function damaged(prefix: string, bytes: number, line: MakeLine, seed: number): DamagedData {
  const random = randomFrom(seed);
  const lines = linesOf((number) => line(random, number));
  return makeDamaged(prefix, bytes, lines, random);
}

/** 16 MB of lines. */
function blockOf(line: (number: number) => string): Buffer {
  return Buffer.from(linesOf(line).join(''));
}

function linesOf(line: (number: number) => string): string[] {
  const lines: string[] = [];
  for (let length = 0, number = 0; length < 16 * megabyte; number += 1) {
    const text = line(number);
    lines.push(text);
    length += text.length;
  }
  return lines;
}

/** Writes ordinary events, with sessions that plant scripts spread evenly among them. */
function writeIncident(file: string, bytes: number, sessions: number, seed: number): void {
  if (existsSync(file)) return;
  const random = randomFrom(seed);
  const block = blockOf(() => fleetLine(random));
  const blocks = Math.ceil(bytes / block.length);
  const descriptor = openSync(`${file}.part`, 'w');
  let session = 0;
  for (let number = 1; number <= blocks; number += 1) {
    writeSync(descriptor, block);
    for (; session < (sessions * number) / blocks; session += 1) {
      writeSync(descriptor, incidentLines(random, session));
    }
  }
  closeSync(descriptor);
  renameSync(`${file}.part`, file);
}

/** Writes an indented response with sparse hits, of which 8 MB are repeated. */
function writePretty(file: string, bytes: number, seed: number): void {
  if (existsSync(file)) return;
  const random = randomFrom(seed);
  const hits: string[] = [];
  for (let length = 0; length < 8 * megabyte; length += hits.at(-1)?.length ?? 0) {
    const hit = {
      _index: 'logs',
      _id: String(hits.length),
      _source: JSON.parse(sparse(random, 0)),
    };
    hits.push(JSON.stringify(hit, null, 2));
  }
  const block = Buffer.from(hits.join(',\n'));
  const times = Math.ceil(bytes / block.length);
  const descriptor = openSync(`${file}.part`, 'w');
  const total = { value: times * hits.length, relation: 'eq' };
  writeSync(
    descriptor,
    `{\n"took": 1,\n"timed_out": false,\n"hits": {\n"total": ${JSON.stringify(total)},\n"hits": [\n`,
  );
  for (let time = 0; time < times; time += 1) {
    if (time > 0) writeSync(descriptor, ',\n');
    writeSync(descriptor, block);
  }
  writeSync(descriptor, '\n]\n}\n}\n');
  closeSync(descriptor);
  renameSync(`${file}.part`, file);
}

function repeat(from: string, to: string, times: number): void {
  const files = Array.from({ length: times }, () => from);
  execFileSync('sh', ['-c', 'to=$1; shift; cat "$@" > "$to"', 'sh', to, ...files]);
}

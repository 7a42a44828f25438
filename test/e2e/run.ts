import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The directory of the package. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));

/** The program as one file that the tests run, if it is not the package's. */
export const oneFileProgram: string | undefined = process.env.INITD_SCAN_BINARY;

/** The program as users start it: its file, with its arguments before those of a test. */
const program: readonly [string, ...string[]] =
  oneFileProgram === undefined
    ? [process.execPath, path.join(root, 'bin/initd-scan.js')]
    : [path.resolve(root, oneFileProgram)];

/** {@link program} for a shell. */
export const programWords: string = program.join(' ');

/** The result of a run of the program. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of stdout, without the last newline. */
  readonly lines: readonly string[];
}

/** Options of a run. Defaults: an empty stdin, the package's directory, and only PATH in the environment. */
export interface RunOptions {
  readonly stdin?: string | Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the program with a minimal environment. */
export function start(args: readonly string[], options: RunOptions = {}): ChildProcess {
  const [file, ...before] = program;
  return spawn(file, [...before, ...args], {
    cwd: options.cwd ?? root,
    env: { PATH: process.env.PATH, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Runs the program until it ends. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = start(args, options);
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.stdin ?? '');
  return outcomeOf(child);
}

/** Waits for a process to end. */
export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.on('close', (code, signal) => resolve([code, signal]));
  });
  const text = Buffer.concat(stdout).toString();
  return {
    code,
    signal,
    stdout: text,
    stderr: Buffer.concat(stderr).toString(),
    lines: text === '' ? [] : text.replace(/\n$/, '').split('\n'),
  };
}

/**
 * Whether a program is installed here.
 *
 * @param option with which it ends at once.
 */
export function has(program: string, option: string = '--version'): boolean {
  return spawnSync(program, [option]).error === undefined;
}

/** Runs a shell pipeline in which `$SCAN` is the program. */
export function shell(script: string, cwd: string = root): Promise<Outcome> {
  const child = spawn('bash', ['-o', 'pipefail', '-c', script], {
    cwd,
    env: { PATH: process.env.PATH, SCAN: programWords },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return outcomeOf(child);
}

/** Creates a directory that is removed after the test. */
export function temporaryDirectory(
  files: Readonly<Record<string, string | Uint8Array>> = {},
): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'initd-scan-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(directory, name), content);
  }
  return directory;
}

/** An event that the rule matches, with some changes. */
export function plantedEvent(changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    '@timestamp': '2026-03-02T04:11:09.512Z',
    agent: { type: 'endpoint' },
    event: { category: ['file'], type: ['creation'], action: 'creation', module: 'endpoint' },
    host: { name: 'web-01', os: { type: 'linux' } },
    file: { path: '/etc/init.d/netd', name: 'netd' },
    process: { name: 'bash', executable: '/usr/bin/bash', pid: 4711 },
    user: { name: 'root', id: 0 },
    ...changes,
  };
}

/** {@link plantedEvent} as a line, without its newline. */
export function plantedLine(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify(plantedEvent(changes));
}

/** An event of the same shape that does not concern the rule. */
export function ordinaryLine(name = 'ordinary'): string {
  return plantedLine({ file: { path: `/var/log/${name}.log`, name: `${name}.log` } });
}

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { oneFileProgram, root } from './run.js';

/** For each package, a text that only its code contains. */
const signatures = {
  minimatch: 'pattern is too long',
  chalk: 'integer from 0 to 3',
  zstddec: 'ZSTD_decompressStream',
  'xz-decompress': 'data:application/wasm;base64',
  '@openpgp/unbzip2-stream': 'unsupported obsolete version',
  // Loaded together with the page that uses it, which has this text.
  preact: 'Content-Security-Policy',
} as const;

/** Runs the bundled program in a process that then prints which files it loaded. */
function loadedBy(args: readonly string[]): string[] {
  const program = `
    const { main } = require(${JSON.stringify(path.join(root, 'bundle/main.js'))});
    main(${JSON.stringify(args)}).then(() => {
      process.stderr.write('\\n' + JSON.stringify(Object.keys(require.cache)));
    });`;
  const { stderr } = spawnSync(process.execPath, ['-e', program], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stderr.split('\n').at(-1) ?? '') as string[];
}

/** The packages whose code a run loads. */
function packagesIn(args: readonly string[]): string[] {
  const code = loadedBy([...args, '-q'])
    .map((file) => readFileSync(file, 'utf8'))
    .join('\\n');
  return Object.entries(signatures)
    .filter(([, signature]) => code.includes(signature))
    .map(([name]) => name);
}

const lines = 'fixtures/telemetry/endgame.ndjson';

describe.skipIf(oneFileProgram)('the bundle', () => {
  it('loads two files for a plain scan, without the code of packages that it does not use', () => {
    for (const format of ['ndjson', 'none']) {
      expect(packagesIn(['-f', format, lines])).toEqual([]);
      expect(loadedBy(['-f', format, lines, '-q']).length).toBeLessThanOrEqual(3);
    }
  });

  it.each([
    ['a glob', ['-f', 'none', 'fixtures/telemetry/end*.ndjson'], 'minimatch'],
    ['pretty output', ['-f', 'pretty', lines], 'chalk'],
    ['the page of a case', ['investigate', '-f', 'html', lines], 'preact'],
  ] as const)('loads only the package that %s needs', (_, args, name) => {
    expect(packagesIn(args)).toEqual([name]);
  });

  it('reads CSV without the code of packages', () => {
    expect(packagesIn(['-f', 'none', 'fixtures/formats/kibana.csv'])).toEqual([]);
  });

  it('has workers that start without the code of packages', () => {
    const worker = readFileSync(path.join(root, 'bundle/worker.js'), 'utf8');
    for (const signature of Object.values(signatures)) expect(worker).not.toContain(signature);
  });
});

/** A copy of the program. */
function copyOfProgram(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'initd-scan-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const name of ['bin', 'bundle', 'package.json']) {
    cpSync(path.join(root, name), path.join(directory, name), { recursive: true });
  }
  return directory;
}

/** Whether Node.js rejects the code in a copy of the program, and what a scan with it prints. */
function runCopy(directory: string): { rejected: unknown; stdout: string } {
  const program = `
    const { load } = require('./bin/compiled.js');
    const { cachedDataRejected } = load(require.resolve('./bundle/scan.js'));
    console.log(JSON.stringify(cachedDataRejected ?? null));`;
  const options = { cwd: directory, encoding: 'utf8' } as const;
  const { stdout: rejected } = spawnSync(process.execPath, ['-e', program], options);
  const args = ['bin/initd-scan.js', '-f', 'ndjson', '-q', path.join(root, lines)];
  const { stdout } = spawnSync(process.execPath, args, options);
  return { rejected: JSON.parse(rejected) as unknown, stdout };
}

describe.skipIf(oneFileProgram)('the code that the build compiled', () => {
  const expected = spawnSync(
    process.execPath,
    ['-e', `require('./bundle/main.js').main(['-f', 'ndjson', '-q', '${lines}'])`],
    { cwd: root, encoding: 'utf8' },
  ).stdout;

  it('is used', () => {
    expect(expected).not.toBe('');
    expect(runCopy(copyOfProgram())).toEqual({ rejected: false, stdout: expected });
  });

  it('need not be there', () => {
    const directory = copyOfProgram();
    rmSync(path.join(directory, 'bundle/scan.js.compiled'));
    expect(runCopy(directory)).toEqual({ rejected: null, stdout: expected });
  });

  it.each([
    ['is empty', (): Buffer => Buffer.alloc(0)],
    ['is cut short', (code: Buffer): Buffer => code.subarray(0, 1000)],
    ['is of another version', (code: Buffer): Buffer => code.fill(0x2a, 4, 8)],
  ])('is not used if it %s', (_, change) => {
    const directory = copyOfProgram();
    const file = path.join(directory, 'bundle/scan.js.compiled');
    writeFileSync(file, change(readFileSync(file)));
    expect(runCopy(directory)).toEqual({ rejected: true, stdout: expected });
  });
});

// Runs the end-to-end tests on several versions of Node: `npm run test:nodes [-- VERSION...]`, by default on 20, 22, 24
// and 26. Each is the program of the package `node-PLATFORM-ARCH`, unpacked to build/nodes.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const store = path.join(root, 'build/nodes');
const given = process.argv.slice(2);
const versions = given.length > 0 ? given : ['20', '22', '24', '26'];

/** The program of a version, which is downloaded unless it is there. */
function programOf(version) {
  const directory = path.join(store, version);
  const program = path.join(directory, 'package/bin/node');
  if (existsSync(program)) return program;
  const part = `${directory}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const name = `node-${process.platform}-${process.arch}@${version}`;
  const options = { cwd: part, encoding: 'utf8' };
  const archive = execFileSync('npm', ['pack', '--silent', name], options).trim();
  execFileSync('tar', ['-xzf', archive], options);
  rmSync(path.join(part, archive));
  rmSync(directory, { recursive: true, force: true });
  renameSync(part, directory);
  return program;
}

/** Compiles the program's code anew: each version uses only what it compiled itself. */
function compileWith(program) {
  execFileSync(program, [path.join(root, 'bin/compile.js')], { cwd: root });
}

const failed = versions.filter((version) => {
  const program = programOf(version);
  const name = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
  process.stdout.write(`\n### Node ${name}\n`);
  compileWith(program);
  const runner = path.join(root, 'node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(program, [runner, 'run', 'test/e2e'], {
    cwd: root,
    stdio: 'inherit',
    // Tests that run scripts find the same Node by its name.
    env: { ...process.env, PATH: `${path.dirname(program)}${path.delimiter}${process.env.PATH}` },
  });
  return status !== 0;
});
compileWith(process.execPath);
if (failed.length > 0) {
  process.stdout.write(`\nfailed on Node ${failed.join(', ')}\n`);
  process.exitCode = 1;
}

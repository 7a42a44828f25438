// Runs the end-to-end tests on several versions of Node: `npm run test:nodes [-- VERSION...]`, by default on 20, 22, 24
// and 26. Each is the program of the package `node-PLATFORM-ARCH`, unpacked to build/nodes.
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import runtimes from '../bin/runtime.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { runtime } = runtimes;
const given = process.argv.slice(2);
const versions = given.length > 0 ? given : ['20', '22', '24', '26'];

/** Compiles the program's code anew: each version uses only what it compiled itself. */
function compileWith(program) {
  execFileSync(program, [path.join(root, 'bin/compile.js')], { cwd: root });
}

const failed = versions.filter((version) => {
  const program = runtime(version);
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

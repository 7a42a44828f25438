// Makes the program as one file, which needs neither Node.js nor a network: build/release/initd-scan-VERSION-PLATFORM-ARCH.
// Beside it, the package, which runs unpacked, and the checksums of both.
const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { runtime } = require('./runtime.js');

/**
 * The release of Node.js that is inside: the newest with long-term support, which needs glibc 2.28, libstdc++ and nothing
 * else of a system.
 */
const nodeVersion = '24';

/** What marks the place for the code in the program of Node.js. */
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const root = path.join(__dirname, '..');
const release = path.join(root, 'build/release');
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));

function run(program, ...args) {
  return execFileSync(program, args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
}

fs.rmSync(release, { recursive: true, force: true });
fs.mkdirSync(release, { recursive: true });
run('npx', 'rolldown', '--config', 'rolldown.binary.config.js', '--log-level', 'warn');

const code = 'build/binary/main.js';
const kernels = fs.readdirSync(path.join(root, 'bundle')).filter((name) => name.endsWith('.wasm'));
const program = `initd-scan-${version}-${process.platform}-${process.arch}`;
const config = path.join(root, 'build/binary/sea.json');
const blob = 'build/binary/program.blob';
fs.writeFileSync(
  config,
  JSON.stringify({
    main: code,
    output: blob,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    assets: {
      'worker.js': code,
      'package.json': 'package.json',
      ...Object.fromEntries(kernels.map((name) => [name, path.join('bundle', name)])),
    },
  }),
);
const node = runtime(nodeVersion);
run(node, '--experimental-sea-config', config);
const target = path.join(release, program);
fs.copyFileSync(node, target);
fs.chmodSync(target, 0o755);
run('npx', 'postject', target, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', fuse);
const tarball = run(
  'npm',
  'pack',
  '--silent',
  '--ignore-scripts',
  '--pack-destination',
  release,
).trim();

const sums = [program, tarball].map((name) => {
  const hash = createHash('sha256').update(fs.readFileSync(path.join(release, name)));
  return `${hash.digest('hex')}  ${name}\n`;
});
fs.writeFileSync(path.join(release, 'SHA256SUMS'), sums.join(''));
process.stdout.write(sums.join(''));

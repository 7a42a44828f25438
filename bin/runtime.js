const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const store = path.join(__dirname, '../build/nodes');

/**
 * The program of a release of Node.js, from the package `node-PLATFORM-ARCH`. It is downloaded to build/nodes unless it is
 * there.
 *
 * @param {string} version a version, or the beginning of one: the newest such one.
 * @returns {string} its path.
 */
function runtime(version) {
  const directory = path.join(store, version);
  const program = path.join(directory, 'package/bin/node');
  if (fs.existsSync(program)) return program;
  const part = `${directory}.part`;
  fs.rmSync(part, { recursive: true, force: true });
  fs.mkdirSync(part, { recursive: true });
  const name = `node-${process.platform}-${process.arch}@${version}`;
  const options = { cwd: part, encoding: 'utf8' };
  const archive = execFileSync('npm', ['pack', '--silent', name], options).trim();
  execFileSync('tar', ['-xzf', archive], options);
  fs.rmSync(path.join(part, archive));
  fs.rmSync(directory, { recursive: true, force: true });
  fs.renameSync(part, directory);
  return program;
}

module.exports = { runtime };

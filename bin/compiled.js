const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

/**
 * Loads a CommonJS file with the code that the build compiled from it, which takes half as long as to compile it again.
 * Another release of Node.js than that of the build rejects the code, and compiles the file as usual.
 *
 * @param {string} file its absolute path.
 * @returns {vm.Script} the file's script.
 */
function load(file) {
  const script = new vm.Script(Module.wrap(fs.readFileSync(file, 'latin1')), {
    filename: file,
    cachedData: compiledCodeOf(file),
  });
  const loaded = new Module(file, module);
  loaded.filename = file;
  require.cache[file] = loaded;
  const run = script.runInThisContext();
  run.call(
    loaded.exports,
    loaded.exports,
    Module.createRequire(file),
    loaded,
    file,
    path.dirname(file),
  );
  loaded.loaded = true;
  return script;
}

function compiledCodeOf(file) {
  try {
    return fs.readFileSync(`${file}.compiled`);
  } catch {
    // Packages do not contain it, since it is good for one release of Node.js only.
    return undefined;
  }
}

/**
 * Saves the compiled code of a script, with all functions that were called so far.
 *
 * @param {string} file the script's file.
 * @param {vm.Script} script
 */
function save(file, script) {
  fs.writeFileSync(`${file}.compiled`, script.createCachedData());
}

module.exports = { load, save };

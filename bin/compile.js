// Part of the build: compiles the code that every scan runs, by scanning a file.
const fs = require('node:fs');
const path = require('node:path');
const { load, save } = require('./compiled.js');

const file = path.join(__dirname, '../bundle/scan.js');
fs.rmSync(`${file}.compiled`, { force: true });
const script = load(file);
const { main } = require('../bundle/main.js');
const sample = path.join(__dirname, '../fixtures/telemetry/endgame.ndjson');
main(['--exit-zero', '-q', '-f', 'none', sample]).then((code) => {
  if (code === 0) save(file, script);
  process.exitCode = code;
});

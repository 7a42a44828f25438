#!/usr/bin/env node
const path = require('node:path');
require('./compiled.js').load(path.join(__dirname, '../bundle/scan.js'));
const { main } = require('../bundle/main.js');

// The exit code if main never finishes: it must not look like the result of a scan.
let code = 70;
process.on('exit', () => {
  process.exitCode = code;
});
main(process.argv.slice(2)).then((result) => {
  code = result;
});

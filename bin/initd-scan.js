#!/usr/bin/env node
const { main } = require('../bundle/main.js');

// Where main never came to an end, this would be left: it must not look like a clean result.
process.exitCode = 70;
main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

// The minimum for a program in Node: starting, and reading the file.
import { openSync, readSync } from 'node:fs';

const descriptor = openSync(process.argv[2] ?? '', 'r');
const block = Buffer.allocUnsafeSlow(2 * 1024 * 1024);
let bytes = 0;
for (let count = 1; count > 0; bytes += count) {
  count = readSync(descriptor, block, 0, block.length, bytes);
}
process.stdout.write(`${bytes}\n`);

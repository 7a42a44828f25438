// Parses every line of a file with JSON.parse, in one loop.
import { readFileSync } from 'node:fs';

const bytes = readFileSync(process.argv[2] ?? '');
let events = 0;
for (let at = 0, end = bytes.indexOf(10); end >= 0; at = end + 1, end = bytes.indexOf(10, at)) {
  const document = JSON.parse(bytes.toString('utf8', at, end));
  if (document.event !== undefined) events += 1;
}
process.stdout.write(`${events}\n`);

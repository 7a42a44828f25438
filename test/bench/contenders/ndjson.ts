// The plain way in Node: the ndjson package, and the rule for every document.
import { createReadStream } from 'node:fs';
import { judge } from 'initd-scan';
import { parse } from 'ndjson';

let matches = 0;
for await (const document of createReadStream(process.argv[2] ?? '').pipe(parse())) {
  if (judge(document).outcome === 'match') matches += 1;
}
process.stdout.write(`${matches}\n`);

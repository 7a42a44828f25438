// Compares initd-scan with what a user would use instead, on generated data: whole processes with a warm cache, run in
// turn, by their medians. `npm run bench [-- DIRECTORY]` keeps the data (about 12 GB) if a directory is given.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchData, makeData } from './data.js';
import { type Contender, isInstalled, type Measured, measure } from './measure.js';

const seed = 20_261_123;
const binary = fileURLToPath(new URL('../../bin/initd-scan.js', import.meta.url));

function initdScan(name: string, ...args: string[]): Contender {
  return { name, command: process.execPath, args: [binary, ...args, '-q'], codes: [0, 1] };
}

/** A scan of a damaged input, which reports problems, or only warnings about log prefixes. */
function damaged(name: string, ...args: string[]): Contender {
  return { ...initdScan(name, ...args), codes: [0, 1, 2] };
}

function script(name: string, file: string): Contender {
  const compiled = fileURLToPath(new URL(`./contenders/${name}.js`, import.meta.url));
  return { name, command: process.execPath, args: [compiled, file] };
}

function installed(...contenders: Contender[]): Contender[] {
  return contenders.filter(({ name, command }) => {
    const isAvailable = isInstalled(command);
    if (!isAvailable) print(`(${name} is left out: ${command} is not installed)`);
    return isAvailable;
  });
}

const jqRule =
  'select((.event.category | index("file")) and .host.os.type == "linux" and ' +
  '(.file.path // "" | ascii_downcase | startswith("/etc/init.d/")))';

function jq(file: string): Contender {
  return { name: 'jq', command: 'jq', args: ['-c', jqRule, file] };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a table, with ratios to its first row. */
function table(title: string, rows: readonly Measured[]): void {
  const first = rows[0]?.seconds ?? Number.NaN;
  print(`\n### ${title}\n`);
  print('| | median s | min–max s | × the first | peak MB |');
  print('|---|---:|---:|---:|---:|');
  for (const { name, seconds, fastest, slowest, peakMegabytes } of rows) {
    const cells = [
      name,
      seconds.toFixed(3),
      `${fastest.toFixed(3)}–${slowest.toFixed(3)}`,
      (seconds / first).toFixed(2),
      peakMegabytes?.toFixed(0) ?? '?',
    ];
    print(`| ${cells.join(' | ')} |`);
  }
}

function runAll(data: BenchData): void {
  const shell = (name: string, text: string, codes: readonly number[] = [0, 1]): Contender => ({
    name,
    command: 'sh',
    args: ['-c', text, 'sh', process.execPath, binary],
    codes,
  });
  table(
    '1 GB sparse: about 1 line in 2,000 under /etc/init.d',
    measure(
      installed(
        initdScan('initd-scan', data.sparse),
        initdScan('initd-scan -j 1', '-j', '1', data.sparse),
        { name: 'wc -l', command: 'wc', args: ['-l', data.sparse] },
        { name: 'rg -i -c', command: 'rg', args: ['-i', '-c', 'init\\.d', data.sparse] },
        script('reading', data.sparse),
      ),
      11,
    ),
  );
  table(
    '1 GB sparse, against tools that parse',
    measure(
      installed(
        initdScan('initd-scan', data.sparse),
        script('duckdb', data.sparse),
        script('ndjson', data.sparse),
        jq(data.sparse),
      ),
      3,
    ),
  );
  table(
    '200 MB dense: every line under /etc/init.d',
    measure(
      installed(
        initdScan('initd-scan', data.dense),
        initdScan('initd-scan -j 1', '-j', '1', data.dense),
        jq(data.dense),
      ),
      5,
    ),
  );
  table(
    '1 GB dense: every line under /etc/init.d',
    measure(
      [
        initdScan('initd-scan', data.denseLarge),
        initdScan('initd-scan -j 1', '-j', '1', data.denseLarge),
      ],
      3,
    ),
  );
  table(
    '4 GB against 1 GB',
    measure([initdScan('1 GB', data.sparse), initdScan('4 GB', data.large)], 5),
  );
  table(
    '200 MB in which every line has escapes',
    measure(
      [
        initdScan('initd-scan', data.escaped),
        initdScan('initd-scan --validate', '--validate', data.escaped),
      ],
      5,
    ),
  );
  table(
    '200 MB in which every line mentions the path in a command line',
    measure(
      installed(
        initdScan('initd-scan', data.commandLines),
        initdScan('initd-scan, dense', data.dense),
        jq(data.commandLines),
      ),
      5,
    ),
  );
  for (const [title, { whole, kinds }] of [
    ['200 MB of damaged lines under /etc/init.d', data.damaged.mentioning],
    ['200 MB of other damaged lines', data.damaged.others],
  ] as const) {
    const rows = kinds.flatMap(({ name, file }) => [
      damaged(name, file),
      damaged(`${name} -j 1`, '-j', '1', file),
    ]);
    const first = { ...script('parse', whole), name: 'JSON.parse of as many whole lines' };
    table(title, measure([first, ...rows], 3));
  }
  table(
    '200 MB of NULs inside a line',
    measure(
      [
        damaged('initd-scan', data.damaged.mentioning.nulsInside),
        damaged('initd-scan -j 1', '-j', '1', data.damaged.mentioning.nulsInside),
      ],
      3,
    ),
  );
  table(
    '200 MB of NULs between lines',
    measure(
      [
        damaged('initd-scan', data.nuls),
        shell('cat | initd-scan', `cat '${data.nuls}' | "$1" "$2" -q`, [2]),
        shell('tr -d | initd-scan', `tr -d '\\0' < '${data.nuls}' | "$1" "$2" -q`),
      ],
      3,
    ),
  );
  table(
    'one event',
    measure(
      [
        { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] },
        initdScan('initd-scan', data.single),
        { name: 'initd-scan --version', command: process.execPath, args: [binary, '--version'] },
      ],
      21,
    ),
  );
  table(
    '10,000 files of one event',
    measure(
      [
        initdScan('initd-scan', data.many),
        initdScan('initd-scan -j 1', '-j', '1', data.many),
        {
          name: 'grep -r -i -c',
          command: 'grep',
          args: ['-r', '-i', '-c', 'init\\.d', data.many],
          codes: [0, 1],
        },
      ],
      5,
    ),
  );
  table(
    '1 GB of sparse lines, compressed',
    measure(
      installed(initdScan('initd-scan', data.gzip), {
        name: 'gzip -dc',
        command: 'gzip',
        args: ['-dc', data.gzip],
      }),
      5,
    ),
  );
  table(
    '200 MB pretty-printed response',
    measure(
      installed(
        initdScan('initd-scan', data.pretty),
        shell('jq -c | initd-scan', `jq -c '.hits.hits[]' '${data.pretty}' | "$1" "$2" -q`),
      ),
      3,
    ),
  );
  table(
    '1 GB sparse, explained',
    measure(
      [
        initdScan('initd-scan', data.sparse),
        initdScan('initd-scan explain', 'explain', data.sparse),
      ],
      7,
    ),
  );
  table(
    '1 GB of 20 hosts, 50 matches, investigated',
    measure(
      [
        initdScan('initd-scan', data.incident),
        initdScan('initd-scan investigate', 'investigate', data.incident),
      ],
      7,
    ),
  );
  table(
    '1 GB through a pipe',
    measure(
      [
        shell('cat | initd-scan', `cat '${data.sparse}' | "$1" "$2" -q`),
        shell('cat | wc -l', `cat '${data.sparse}' | wc -l`),
      ],
      5,
    ),
  );
}

const given = process.argv[2];
const directory =
  given === undefined ? mkdtempSync(path.join(tmpdir(), 'initd-scan-bench-')) : path.resolve(given);
try {
  mkdirSync(directory, { recursive: true });
  const [cpu] = cpus();
  print(
    `${cpus().length} × ${cpu?.model}, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.version}, seed ${seed}`,
  );
  runAll(makeData(directory, seed));
} finally {
  if (given === undefined) rmSync(directory, { recursive: true, force: true });
}

// Compares initd-scan with what a user would use instead, on generated data: whole processes with a warm cache, run in
// turn, by their medians. `npm run bench [-- DIRECTORY]` keeps the data (about 13 GB) if a directory is given;
// `npm run bench -- --quick` takes two minutes, with a tenth of the data and few runs.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BenchData, makeData } from './data.js';
import { type Contender, isInstalled, type Measured, measure } from './measure.js';

const seed = 20_261_123;
const {
  values: { quick: isQuick },
  positionals: [given],
} = parseArgs({ options: { quick: { type: 'boolean', default: false } }, allowPositionals: true });
/** How much of the data is made. */
const share = isQuick ? 0.1 : 1;

/** A size as it is in the titles. */
function size(megabytes: number): string {
  const made = megabytes * share;
  return made < 1000 ? `${made} MB` : `${made / 1000} GB`;
}

/** Runs contenders in turn. */
function compare(contenders: readonly Contender[], runs: number): Measured[] {
  return isQuick ? measure(contenders, 1, 0) : measure(contenders, runs);
}

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
    `${size(1000)} sparse: about 1 line in 2,000 under /etc/init.d`,
    compare(
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
    `${size(1000)} sparse, against tools that parse`,
    compare(
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
    `${size(200)} dense: every line under /etc/init.d`,
    compare(
      installed(
        initdScan('initd-scan', data.dense),
        initdScan('initd-scan -j 1', '-j', '1', data.dense),
        script('duckdb', data.dense),
        jq(data.dense),
      ),
      5,
    ),
  );
  table(
    `${size(1000)} dense: every line under /etc/init.d`,
    compare(
      [
        initdScan('initd-scan', data.denseLarge),
        initdScan('initd-scan -j 1', '-j', '1', data.denseLarge),
      ],
      3,
    ),
  );
  table(
    `${size(4000)} against ${size(1000)}`,
    compare([initdScan(size(1000), data.sparse), initdScan(size(4000), data.large)], 5),
  );
  table(
    `${size(200)} in which every line has escapes`,
    compare(
      [
        initdScan('initd-scan', data.escaped),
        initdScan('initd-scan --validate', '--validate', data.escaped),
      ],
      5,
    ),
  );
  table(
    `${size(200)} in which every line mentions the path in a command line`,
    compare(
      installed(
        initdScan('initd-scan', data.commandLines),
        initdScan('initd-scan, dense', data.dense),
        jq(data.commandLines),
      ),
      5,
    ),
  );
  for (const [title, { whole, kinds }] of [
    [`${size(200)} of damaged lines under /etc/init.d`, data.damaged.mentioning],
    [`${size(200)} of other damaged lines`, data.damaged.others],
  ] as const) {
    const rows = kinds.flatMap(({ name, file }) => [
      damaged(name, file),
      damaged(`${name} -j 1`, '-j', '1', file),
    ]);
    const first = { ...script('parse', whole), name: 'JSON.parse of as many whole lines' };
    table(title, compare([first, ...rows], 3));
  }
  table(
    `${size(200)} of NULs inside a line`,
    compare(
      [
        damaged('initd-scan', data.damaged.mentioning.nulsInside),
        damaged('initd-scan -j 1', '-j', '1', data.damaged.mentioning.nulsInside),
      ],
      3,
    ),
  );
  table(
    `${size(200)} of NULs between lines`,
    compare(
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
    compare(
      [
        { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] },
        initdScan('initd-scan', data.single),
        { name: 'initd-scan --version', command: process.execPath, args: [binary, '--version'] },
      ],
      21,
    ),
  );
  table(
    `${(10_000 * share).toLocaleString('en')} files of one event`,
    compare(
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
    `${size(1000)} of sparse lines, gzip`,
    compare(
      installed(
        { name: 'gzip -dc', command: 'gzip', args: ['-dc', data.gzip] },
        initdScan('initd-scan', data.gzip),
        script('duckdb', data.gzip),
      ),
      5,
    ),
  );
  table(
    `${size(200)} of dense lines, gzip`,
    compare([script('duckdb', data.denseGzip), initdScan('initd-scan', data.denseGzip)], 3),
  );
  table(
    `4 files of ${size(1000)} each, gzip`,
    compare(
      [
        shell('gzip -dc', `gzip -dc '${data.rotated}'/*`),
        initdScan('initd-scan', data.rotated),
        initdScan('initd-scan -j 1', '-j', '1', data.rotated),
      ],
      3,
    ),
  );
  if (data.zstd === undefined) print('(zstd is left out: it is not installed)');
  else {
    table(
      `${size(1000)} of sparse lines, zstd`,
      compare(
        [
          { name: 'zstd -dc', command: 'zstd', args: ['-dc', data.zstd] },
          initdScan('initd-scan', data.zstd),
        ],
        5,
      ),
    );
  }
  table(
    `${size(60)} CSV`,
    compare([script('duckdb', data.table), initdScan('initd-scan', data.table)], 5),
  );
  table(
    `reports of ${size(1000)} dense`,
    compare(
      [
        initdScan('no report', '-f', 'none', data.denseLarge),
        ...['ndjson', 'json', 'csv', 'sarif', 'pretty', 'alerts'].map((format) =>
          initdScan(`-f ${format}`, '-f', format, data.denseLarge),
        ),
        initdScan('explain -f pretty', 'explain', '-f', 'pretty', data.denseLarge),
      ],
      1,
    ),
  );
  table(
    `${size(200)} pretty-printed response`,
    compare(
      installed(
        initdScan('initd-scan', data.pretty),
        shell('jq -c | initd-scan', `jq -c '.hits.hits[]' '${data.pretty}' | "$1" "$2" -q`),
      ),
      3,
    ),
  );
  table(
    `${size(1000)} sparse, explained`,
    compare(
      [
        initdScan('initd-scan', data.sparse),
        initdScan('initd-scan explain', 'explain', data.sparse),
      ],
      7,
    ),
  );
  table(
    `${size(1000)} of 20 hosts, 50 matches, investigated`,
    compare(
      [
        initdScan('initd-scan', data.incident),
        initdScan('initd-scan investigate', 'investigate', data.incident),
      ],
      7,
    ),
  );
  table(
    `${size(1000)} through a pipe`,
    compare(
      [
        shell('cat | initd-scan', `cat '${data.sparse}' | "$1" "$2" -q`),
        shell('cat | wc -l', `cat '${data.sparse}' | wc -l`),
      ],
      5,
    ),
  );
}

const directory =
  given === undefined ? mkdtempSync(path.join(tmpdir(), 'initd-scan-bench-')) : path.resolve(given);
try {
  mkdirSync(directory, { recursive: true });
  const [cpu] = cpus();
  print(
    `${cpus().length} × ${cpu?.model}, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.version}, seed ${seed}`,
  );
  runAll(makeData(directory, seed, share));
} finally {
  if (given === undefined) rmSync(directory, { recursive: true, force: true });
}

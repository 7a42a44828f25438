import { closeSync, existsSync, openSync, renameSync, writeSync } from 'node:fs';

/** Damages a line that holds one event. `at` is in [0, 1) and chooses the place. */
type Damage = (line: string, at: number) => string;

/** Inserts text into the message of an event. */
function intoMessage(line: string, text: string): string {
  return line.replace('Endpoint file event', `Endpoint ${text} event`);
}

/** The kinds of damage that lines of logs have in practice. */
const damages: Readonly<Record<string, Damage>> = {
  'the last brace is missing': (line) => line.slice(0, -1),
  'the beginning is missing': (line, at) => line.slice(1 + Math.floor(at * 300)),
  'the end is missing': (line, at) => line.slice(0, -1 - Math.floor(at * 300)),
  'a log prefix': (line) => `Sep 16 10:00:00 node-7 collector[812]: ${line}`,
  'text after the event': (line) => `${line} written by collector[812]`,
  'NaN for a number': (line) => line.replace('"entropy":4.3', '"entropy":NaN'),
  'lone quotes': (line) => intoMessage(line, '"file" and "'),
  'NULs inside': (line) => intoMessage(line, '\0'.repeat(64)),
  'no JSON': (line) => line.replace(/[{}"[\]]/g, ' '),
};

/** Damaged lines, and as many whole ones. */
export interface DamagedData {
  readonly whole: string;
  readonly kinds: readonly { readonly name: string; readonly file: string }[];
  /** Whole lines, and one with as many bytes of NULs inside. */
  readonly nulsInside: string;
}

/**
 * Creates the files that do not exist yet, each with as many lines.
 *
 * @param prefix of the files' paths.
 * @param bytes of the whole lines.
 */
export function makeDamaged(
  prefix: string,
  bytes: number,
  lines: readonly string[],
  random: () => number,
): DamagedData {
  const [first = ''] = lines;
  const times = Math.ceil(bytes / lines.reduce((sum, { length }) => sum + length + 1, 0));
  const places = lines.map(random);
  const whole = `${prefix}-whole.ndjson`;
  writeRepeated(whole, times, first, lines);
  const kinds = Object.entries(damages).map(([name, damage]) => {
    const file = `${prefix}-${name.toLowerCase().replaceAll(' ', '-')}.ndjson`;
    const damaged = lines.map((line, at) => damage(line, places[at] ?? 0));
    writeRepeated(file, times, first, damaged);
    return { name, file };
  });
  const nulsInside = `${prefix}-run-of-nuls.ndjson`;
  writeNulsInside(nulsInside, bytes, first);
  return { whole, kinds, nulsInside };
}

/** Writes a line, without which nothing shows that the file is a log, and then others several times. */
function writeRepeated(file: string, times: number, first: string, lines: readonly string[]): void {
  if (existsSync(file)) return;
  const block = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const descriptor = openSync(`${file}.part`, 'w');
  writeSync(descriptor, `${first}\n`);
  for (let time = 0; time < times; time += 1) writeSync(descriptor, block);
  closeSync(descriptor);
  renameSync(`${file}.part`, file);
}

/** Writes lines, one of which has a run of NULs such as a crash leaves behind in the middle, and lines again. */
function writeNulsInside(file: string, bytes: number, line: string): void {
  if (existsSync(file)) return;
  const lines = Buffer.from(`${line}\n`.repeat(100));
  const nuls = Buffer.alloc(1_000_000);
  const descriptor = openSync(`${file}.part`, 'w');
  writeSync(descriptor, lines);
  writeSync(descriptor, line.slice(0, line.length / 2));
  for (let written = 0; written < bytes; written += nuls.length) writeSync(descriptor, nuls);
  writeSync(descriptor, `${line.slice(line.length / 2)}\n`);
  writeSync(descriptor, lines);
  closeSync(descriptor);
  renameSync(`${file}.part`, file);
}

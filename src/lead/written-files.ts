import { isInitDirectory } from './init-directory.js';
import type { Resolve } from './init-tools.js';
import { base } from './invocation.js';

/** A file that a command creates, overwrites, changes or links. */
export interface WrittenFile {
  readonly isLink: boolean;
  /** Absolute if possible. */
  readonly path: string;
}

type Reader = (args: readonly string[], resolve: Resolve) => readonly WrittenFile[];

/** Arguments by the conventions of getopt_long(3). */
interface ParsedArguments {
  /** The options, without dashes, with their values; those without a value have an empty one. */
  readonly options: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

/**
 * @param short the letters of the options with a value.
 * @param long the names of the long options with a value that can be the next argument.
 */
function parse(args: readonly string[], short: string, long: string = ''): ParsedArguments {
  const longNames = long.split(' ');
  const options = new Map<string, string>();
  const operands: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') return { options, operands: [...operands, ...args.slice(at + 1)] };
    if (arg.startsWith('--')) {
      const [name = '', value] = arg.slice(2).split(/=(.*)/s);
      const takesNext = value === undefined && longNames.includes(name);
      if (takesNext) at += 1;
      options.set(name, value ?? (takesNext ? (args[at] ?? '') : ''));
    } else if (arg.startsWith('-') && arg !== '-') {
      const letter = [...arg.slice(1)].find((one) => short.includes(one));
      const flags = letter === undefined ? arg.slice(1) : arg.slice(1, arg.indexOf(letter, 1));
      for (const flag of flags) options.set(flag, '');
      if (letter === undefined) continue;
      const attached = arg.slice(arg.indexOf(letter, 1) + 1);
      if (attached === '') at += 1;
      options.set(letter, attached === '' ? (args[at] ?? '') : attached);
    } else operands.push(arg);
  }
  return { options, operands };
}

function has({ options }: ParsedArguments, ...names: readonly string[]): boolean {
  return names.some((name) => options.has(name));
}

function optionValue(
  { options }: ParsedArguments,
  ...names: readonly string[]
): string | undefined {
  const name = names.find((one) => options.has(one));
  return name === undefined ? undefined : options.get(name);
}

/** Files that sources become at a destination: a file, or a directory in which they keep their names. */
function filesAt(
  destination: string,
  sources: readonly string[],
  isDirectory: boolean | undefined,
  resolve: Resolve,
): string[] {
  const path = resolve(destination);
  const keepsNames =
    isDirectory ?? (sources.length > 1 || destination.endsWith('/') || isInitDirectory(path));
  return keepsNames ? sources.map((source) => resolve(`${destination}/${base(source)}`)) : [path];
}

/** The files that cp, mv, install and ln make: their last operand, or what is in it or in `--target-directory`. */
function transferred(parsed: ParsedArguments, resolve: Resolve): string[] {
  const sources = [...parsed.operands];
  const directory = optionValue(parsed, 't', 'target-directory');
  if (directory !== undefined) return filesAt(directory, sources, true, resolve);
  const destination = sources.pop();
  if (destination === undefined || sources.length === 0) return [];
  const isFile = has(parsed, 'T', 'no-target-directory') ? false : undefined;
  return filesAt(destination, sources, isFile, resolve);
}

function written(files: readonly string[], isLink: boolean = false): WrittenFile[] {
  return files.map((path) => ({ isLink, path }));
}

/** The last operand of programs that also copy to and from other hosts; no file if it is on another one. */
function received({ operands }: ParsedArguments, resolve: Resolve): WrittenFile[] {
  const sources = operands.slice(0, -1);
  const destination = operands.at(-1);
  if (destination === undefined || sources.length === 0) return [];
  if (/^[^/]*:/.test(destination)) return [];
  const isCopy = sources.some((source) => base(source) === '.' || source.endsWith('/'));
  // What is in a directory keeps names that the arguments do not show.
  return isCopy && isInitDirectory(resolve(destination))
    ? []
    : written(filesAt(destination, sources, undefined, resolve));
}

/** The name that a download gets from its URL. */
function nameInUrl(url: string): string {
  return base(url.replace(/[?#].*$/s, ''));
}

const targetOptions = 'target-directory suffix mode owner group';

/**
 * Readers of the arguments of programs that write files.
 *
 * Sources: the manual pages of cp(1), mv(1), install(1), ln(1), link(1), tee(1), touch(1), dd(1), sed(1), rsync(1),
 * scp(1), curl(1), wget(1).
 */
const readers: Readonly<Record<string, Reader>> = {
  cp: (args, resolve) => {
    const parsed = parse(args, 'tS', targetOptions);
    return written(transferred(parsed, resolve), has(parsed, 'l', 's', 'link', 'symbolic-link'));
  },
  mv: (args, resolve) => written(transferred(parse(args, 'tS', targetOptions), resolve)),
  install: (args, resolve) => {
    const parsed = parse(args, 'tSmog', targetOptions);
    return has(parsed, 'd', 'directory') ? [] : written(transferred(parsed, resolve));
  },
  ln: (args, resolve) => {
    const parsed = parse(args, 'tS', targetOptions);
    const [target = '', link] = parsed.operands;
    const isAlone = link === undefined && !has(parsed, 't', 'target-directory');
    const files = isAlone && target !== '' ? [resolve(base(target))] : transferred(parsed, resolve);
    return written(files, true);
  },
  link: (args, resolve) => {
    const [, link] = parse(args, '').operands;
    return link === undefined ? [] : written([resolve(link)], true);
  },
  tee: (args, resolve) => written(parse(args, '').operands.map(resolve)),
  touch: (args, resolve) => {
    const parsed = parse(args, 'drt', 'date reference time');
    return has(parsed, 'c', 'no-create') ? [] : written(parsed.operands.map(resolve));
  },
  dd: (args, resolve) =>
    written(args.flatMap((arg) => (arg.startsWith('of=') ? [resolve(arg.slice(3))] : []))),
  sed: (args, resolve) => {
    // What follows the i in its argument is the suffix of a backup.
    const isInPlace = (arg: string): boolean => /^-[nErsuz]*i|^--in-place/.test(arg);
    if (!args.some(isInPlace)) return [];
    const rest = args.filter((arg) => !isInPlace(arg));
    const parsed = parse(rest, 'efl', 'expression file line-length');
    const hasScript = has(parsed, 'e', 'f', 'expression', 'file');
    return written(parsed.operands.slice(hasScript ? 0 : 1).map(resolve));
  },
  rsync: (args, resolve) => {
    const parsed = parse(args, 'efBMT', 'rsh filter exclude include exclude-from include-from');
    return has(parsed, 'server', 'dry-run', 'n') ? [] : received(parsed, resolve);
  },
  scp: (args, resolve) => {
    const parsed = parse(args, 'cDFiJloPSX');
    const [file] = parsed.operands;
    // The receiving side.
    if (has(parsed, 't')) return file === undefined ? [] : written([resolve(file)]);
    return has(parsed, 'f') ? [] : received(parsed, resolve);
  },
  curl: (args, resolve) => {
    const withValue = 'AbcCdDeEFhHKmoPQrtTuUwxXyYz';
    const parsed = parse(args, withValue, 'output output-dir request header data user url');
    const directory = optionValue(parsed, 'output-dir') ?? '.';
    const file = optionValue(parsed, 'o', 'output');
    if (file !== undefined) return written([resolve(inDirectory(directory, file))]);
    if (!has(parsed, 'O', 'remote-name')) return [];
    return written(parsed.operands.map((url) => resolve(`${directory}/${nameInUrl(url)}`)));
  },
  wget: (args, resolve) => {
    const parsed = parse(args, 'aBDeiIloOPQRtTUwX', 'output-document directory-prefix');
    const file = optionValue(parsed, 'O', 'output-document');
    if (file !== undefined) return written([resolve(file)]);
    const directory = optionValue(parsed, 'P', 'directory-prefix') ?? '.';
    return written(parsed.operands.map((url) => resolve(`${directory}/${nameInUrl(url)}`)));
  },
};

function inDirectory(directory: string, file: string): string {
  return file.startsWith('/') ? file : `${directory}/${file}`;
}

/** The files that a program writes, according to its arguments; none if it is not known to write any. */
export function writtenFiles(
  tool: string,
  args: readonly string[],
  resolve: Resolve,
): readonly WrittenFile[] {
  const reader = Object.hasOwn(readers, tool) ? readers[tool] : undefined;
  if (reader === undefined || args.some((arg) => arg === '--help' || arg === '--version'))
    return [];
  return reader(args, resolve);
}

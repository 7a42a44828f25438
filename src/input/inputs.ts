import {
  accessSync,
  type BigIntStats,
  constants,
  createReadStream,
  type Dirent,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
} from 'node:fs';
import path from 'node:path';
import { type SystemFailure, systemFailure } from '../io/errors.js';
import { identityOf, statistics } from '../io/file-identity.js';
import type { StandardInput } from '../io/process.js';
import type {
  FileState,
  Input,
  MissingInput,
  MissingReason,
  Selection,
  SpecialFile,
  StreamInput,
} from './input.js';

/** The name of standard input in reports. */
const stdinName = '<stdin>';

/**
 * Finds the inputs for the paths of a command line, in their order; the files of a directory are sorted by name.
 *
 * A path is a file, a directory (searched recursively), `-`, or a glob if no such file exists. Paths that cannot be
 * found or opened become missing inputs, and files that are not to be scanned become skipped ones, so that all of them
 * are reported. A file with several names is scanned once.
 */
export async function inputsOf(
  paths: readonly string[],
  selection: Selection,
  stdin: StandardInput,
): Promise<Iterable<Input>> {
  const selectsAll = selection.include.length === 0 && selection.exclude.length === 0;
  // Globs take a while to load, and most scans do not need them.
  const globs = paths.every((argument) => argument === '-' || (exists(argument) && selectsAll))
    ? noGlobs
    : await import('./globs.js');
  return once(inputs(paths, globs.select(selection), globs.compile, stdin), namesOf(paths));
}

/** Whether a path, relative to a directory, is selected. */
type PathFilter = (relative: string) => boolean;

const noGlobs = { select: (): undefined => undefined, compile: (): PathFilter => () => true };

function* inputs(
  paths: readonly string[],
  isSelected: PathFilter | undefined,
  compile: (glob: string) => PathFilter,
  stdin: StandardInput,
): Generator<Input> {
  for (const argument of paths) {
    if (argument === '-') {
      yield stdinInput(stdin);
      continue;
    }
    const stats = statOf(argument);
    if ('code' in stats) {
      if (stats.code !== 'ENOENT') yield unreadable(argument, stats);
      else if (hasMagic(argument)) yield* filesMatching(argument, compile);
      else yield missing(argument, { kind: 'missing' });
    } else if (stats.isDirectory()) {
      yield* filesBelow(argument, isSelected);
    } else {
      yield inputFor(argument, stats);
    }
  }
}

/** Skips files that have been returned under another name. Files that are also named do not count as found. */
function* once(inputs: Iterable<Input>, named: ReadonlySet<string>): Generator<Input> {
  const names = new Map<string, string>();
  for (const input of inputs) {
    if (input.kind !== 'file') {
      yield input;
      continue;
    }
    const { name, state } = input;
    const key = keyOf(state);
    const first = names.get(key);
    if (first !== undefined) {
      yield {
        kind: 'skipped',
        name,
        reason: 'same-file',
        what: first === name ? undefined : first,
      };
    } else {
      names.set(key, name);
      yield input.isFound && named.has(key) ? { ...input, isFound: false } : input;
    }
  }
}

/** What identifies a file. Some network file systems reuse inodes, but not for files of the same size and time. */
function keyOf({ device, inode, size, modifiedMs }: FileState): string {
  return `${device}:${inode}:${size}:${modifiedMs}`;
}

/** The keys of the files among several paths. */
function namesOf(paths: readonly string[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const argument of paths.length > 1 ? paths : []) {
    const stats = argument === '-' ? undefined : statOf(argument);
    if (stats !== undefined && !('code' in stats) && stats.isFile())
      keys.add(keyOf(stateOf(stats)));
  }
  return keys;
}

function exists(argument: string): boolean {
  return !('code' in statOf(argument));
}

/** Standard input: as a file if it is one that has not been read from yet, otherwise as a stream. */
function stdinInput(stdin: StandardInput): Input {
  const stats = statOf('/dev/stdin');
  if (!('code' in stats) && stats.isFile() && isAtStart()) {
    const state = stateOf(stats);
    return { kind: 'file', name: stdinName, path: '/dev/stdin', state, isFound: false };
  }
  const open: StreamInput['open'] = (signal) => stdin.open(signal);
  return { kind: 'stream', name: stdinName, isFound: false, open };
}

/** Whether standard input can be opened again and is at its first byte. Only Linux shows that. */
function isAtStart(): boolean {
  try {
    accessSync('/dev/stdin', constants.R_OK);
    return /^pos:\s*0$/m.test(readFileSync('/proc/self/fdinfo/0', 'utf8'));
  } catch (error) {
    systemFailure(error);
    return false;
  }
}

/** @param directory the directory that was named, if the file was found in one. */
function inputFor(name: string, stats: Stats | BigIntStats, directory?: string): Input {
  if (stats.isFile()) {
    const isFound = directory !== undefined;
    return { kind: 'file', name, path: name, state: stateOf(stats), isFound, directory };
  }
  const open: StreamInput['open'] = (signal) => createReadStream(name, signal && { signal });
  return { kind: 'stream', name, isFound: false, open };
}

export function stateOf(stats: Stats | BigIntStats): FileState {
  const { device, inode } = identityOf(stats);
  return {
    device,
    inode,
    size: Number(stats.size),
    // Exactly as Node computes it from the same two parts.
    modifiedMs:
      'mtimeNs' in stats
        ? Number(stats.mtimeNs / 1_000_000_000n) * 1000 +
          Number(stats.mtimeNs % 1_000_000_000n) / 1e6
        : stats.mtimeMs,
  };
}

function missing(name: string, why: MissingReason): MissingInput {
  return { kind: 'missing', name, why };
}

function unreadable(name: string, { code, message }: SystemFailure): MissingInput {
  return missing(name, { kind: 'unreadable', code, detail: message });
}

function statOf(file: string): Stats | BigIntStats | SystemFailure {
  try {
    return statistics(file);
  } catch (error) {
    return systemFailure(error);
  }
}

/**
 * The files below a directory.
 *
 * @param isSelected the others are skipped.
 */
function* filesBelow(directory: string, isSelected: PathFilter | undefined): Generator<Input> {
  let isEmpty = true;
  let passedOver = 0;
  for (const input of walk(directory, '', undefined)) {
    const selects = (): boolean => isSelected?.(path.relative(directory, input.name)) ?? true;
    if (isUnreadDirectory(input) || selects()) {
      isEmpty &&= input.kind === 'skipped';
      yield input;
    } else {
      passedOver += 1;
      yield { kind: 'skipped', name: input.name, reason: 'excluded' };
    }
  }
  if (isEmpty) yield missing(directory, { kind: 'no-logs', passedOver });
}

/** The files that a glob matches. Like files that a shell's glob matches, they count as named. */
function* filesMatching(pattern: string, compile: (glob: string) => PathFilter): Generator<Input> {
  const parts = pattern.split('/');
  const fixed = parts.findIndex(hasMagic);
  const base = parts.slice(0, fixed).join('/') || (pattern.startsWith('/') ? '/' : '.');
  const isSelected = compile(parts.slice(fixed).join('/'));
  let isEmpty = true;
  for (const input of exists(base) ? walk(base, '', new Set()) : []) {
    if (!isUnreadDirectory(input) && !isSelected(path.relative(base, input.name))) continue;
    isEmpty = false;
    yield input;
  }
  if (isEmpty) yield missing(pattern, { kind: 'missing' });
}

/**
 * Everything below a directory except directories.
 *
 * @param followed the real paths of the directories searched so far, if links to directories are to be followed and
 *   files count as named.
 */
function* walk(root: string, below: string, followed: Set<string> | undefined): Generator<Input> {
  const directory = path.join(root, below);
  let entries: Dirent[];
  try {
    if (followed !== undefined) {
      const real = realpathSync(directory);
      if (followed.has(real)) return;
      followed.add(real);
    }
    entries = readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    yield unreadable(directory + path.sep, systemFailure(error));
    return;
  }
  const inDirectory = path.join(directory, '_').slice(0, -1);
  for (const entry of entries.sort(byName)) {
    const name = inDirectory + entry.name;
    const stats = statOf(name);
    if ('code' in stats) yield unreadable(name, stats);
    else if (stats.isFile()) {
      yield inputFor(name, stats, followed === undefined ? root : undefined);
    } else if (!stats.isDirectory()) {
      yield { kind: 'skipped', name, reason: 'special-file', what: specialFile(stats) };
    } else if (entry.isSymbolicLink() && followed === undefined) {
      yield { kind: 'skipped', name, reason: 'directory-link' };
    } else yield* walk(root, path.join(below, entry.name), followed);
  }
}

function byName(one: Dirent, other: Dirent): number {
  return one.name < other.name ? -1 : 1;
}

function specialFile(stats: Stats | BigIntStats): SpecialFile {
  if (stats.isSocket()) return 'socket';
  if (stats.isFIFO()) return 'pipe';
  return stats.isBlockDevice() ? 'block-device' : 'character-device';
}

/** Whether an input is a directory that could not be read: the names of those end in a separator. */
function isUnreadDirectory(input: Input): boolean {
  return input.name.endsWith(path.sep);
}

function hasMagic(text: string): boolean {
  return /[*?[\]{}]/.test(text);
}

import * as fs from 'node:fs';
import path from 'node:path';
import { type SystemFailure, systemFailure } from '../io/errors.js';
import type { StandardInput } from '../io/process.js';
import type { FileState, Input, MissingInput, MissingReason, Selection } from './input.js';

/** The name of standard input in reports. */
const stdinName = '<stdin>';

/**
 * Finds the inputs for the paths of a command line, in their order; the files of a directory are sorted by name.
 *
 * A path is a file, a directory (searched recursively), `-`, or a glob if no such file exists. Paths that cannot be
 * found or opened become missing inputs, so that they are reported.
 */
export async function inputsOf(
  paths: readonly string[],
  selection: Selection,
  stdin: StandardInput,
): Promise<Iterable<Input>> {
  // Globs take a while to load, and named files do not need them.
  const globs = paths.every((argument) => argument === '-' || isFile(argument))
    ? noGlobs
    : await import('./globs.js');
  return inputs(paths, globs.select(selection), globs.compile, stdin);
}

/** Whether a path, relative to a directory, is selected. */
type PathFilter = (relative: string) => boolean;

const noGlobs = { select: (): PathFilter => () => true, compile: (): PathFilter => () => true };

function* inputs(
  paths: readonly string[],
  isSelected: PathFilter,
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
      const noFiles = (passedOver: number) => missing(argument, { kind: 'no-logs', passedOver });
      yield* filesBelow(argument, isSelected, noFiles);
    } else {
      yield inputFor(argument, stats);
    }
  }
}

function isFile(argument: string): boolean {
  const stats = statOf(argument);
  return !('code' in stats) && !stats.isDirectory();
}

/** Standard input: as a file if it is one that has not been read from yet, otherwise as a stream. */
function stdinInput(stdin: StandardInput): Input {
  const stats = statOf('/dev/stdin');
  if (!('code' in stats) && stats.isFile() && isAtStart()) {
    return { kind: 'file', name: stdinName, path: '/dev/stdin', state: stateOf(stats) };
  }
  return { kind: 'stream', name: stdinName, open: (signal) => stdin.open(signal) };
}

/** Whether standard input can be opened again and is at its first byte. Only Linux shows that. */
function isAtStart(): boolean {
  try {
    fs.accessSync('/dev/stdin', fs.constants.R_OK);
    return /^pos:\s*0$/m.test(fs.readFileSync('/proc/self/fdinfo/0', 'utf8'));
  } catch (error) {
    systemFailure(error);
    return false;
  }
}

function inputFor(name: string, stats: fs.Stats): Input {
  return stats.isFile()
    ? { kind: 'file', name, path: name, state: stateOf(stats) }
    : { kind: 'stream', name, open: (signal) => fs.createReadStream(name, signal && { signal }) };
}

export function stateOf(stats: fs.Stats): FileState {
  return { size: stats.size, modifiedMs: stats.mtimeMs, device: stats.dev, inode: stats.ino };
}

function missing(name: string, why: MissingReason): MissingInput {
  return { kind: 'missing', name, why };
}

function unreadable(name: string, { code, message }: SystemFailure): MissingInput {
  return missing(name, { kind: 'unreadable', code, detail: message });
}

function statOf(file: string): fs.Stats | SystemFailure {
  try {
    return fs.statSync(file);
  } catch (error) {
    return systemFailure(error);
  }
}

/** The selected files below a directory, or `noFiles` if there are none. */
function* filesBelow(
  directory: string,
  isSelected: PathFilter,
  noFiles: (passedOver: number) => MissingInput,
): Generator<Input> {
  let isEmpty = true;
  let passedOver = 0;
  for (const input of walk(directory, '', new Set())) {
    if (isUnreadDirectory(input) || isSelected(path.relative(directory, input.name))) {
      isEmpty = false;
      yield input;
    } else passedOver += 1;
  }
  if (isEmpty) yield noFiles(passedOver);
}

function* filesMatching(pattern: string, compile: (glob: string) => PathFilter): Generator<Input> {
  const parts = pattern.split('/');
  const fixed = parts.findIndex(hasMagic);
  const base = parts.slice(0, fixed).join('/') || (pattern.startsWith('/') ? '/' : '.');
  const noFiles = missing(pattern, { kind: 'missing' });
  if ('code' in statOf(base)) yield noFiles;
  else yield* filesBelow(base, compile(parts.slice(fixed).join('/')), () => noFiles);
}

/** All files below a directory. If links lead back to a directory, it is searched only once. */
function* walk(root: string, below: string, visited: Set<string>): Generator<Input> {
  const directory = path.join(root, below);
  let names: string[];
  try {
    const real = fs.realpathSync(directory);
    if (visited.has(real)) return;
    visited.add(real);
    names = fs.readdirSync(directory).sort();
  } catch (error) {
    yield unreadable(directory + path.sep, systemFailure(error));
    return;
  }
  for (const name of names) {
    const inside = path.join(below, name);
    const file = path.join(root, inside);
    const stats = statOf(file);
    if ('code' in stats) yield unreadable(file, stats);
    else if (stats.isDirectory()) yield* walk(root, inside, visited);
    else if (stats.isFile()) yield inputFor(file, stats);
  }
}

/** Whether an input is a directory that could not be read: the names of those end in a separator. */
function isUnreadDirectory(input: Input): boolean {
  return input.name.endsWith(path.sep);
}

function hasMagic(text: string): boolean {
  return /[*?[\]{}]/.test(text);
}

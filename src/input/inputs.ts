import * as fs from 'node:fs';
import path from 'node:path';
import { type SystemFailure, systemFailure } from '../io/errors.js';
import type { StandardInput } from '../io/process.js';
import type { FileState, Input, MissingInput, MissingReason, Selection } from './input.js';

/** What stands for standard input among paths and in reports. */
export const stdinName = '<stdin>';

/**
 * Finds what to scan under the paths of a command line, in their order, directories in the order of their names.
 *
 * A path is a file, a directory (searched with what lies below), a glob where no such file exists, or `-`. What cannot
 * be found or opened comes out as a missing input: it must not pass silently.
 */
export async function inputsOf(
  paths: readonly string[],
  selection: Selection,
  stdin: StandardInput,
): Promise<Iterable<Input>> {
  // Globs take a while to load, and a run over named files has no use for them.
  const globs = paths.every((given) => given === '-' || isFile(given))
    ? noGlobs
    : await import('./globs.js');
  return inputs(paths, globs.select(selection), globs.compile, stdin);
}

/** Tells whether a path relative to a directory is wanted. */
type PathFilter = (relative: string) => boolean;

const noGlobs = { select: (): PathFilter => () => true, compile: (): PathFilter => () => true };

function* inputs(
  paths: readonly string[],
  wanted: PathFilter,
  compile: (glob: string) => PathFilter,
  stdin: StandardInput,
): Generator<Input> {
  for (const given of paths) {
    if (given === '-') {
      yield stdinInput(stdin);
      continue;
    }
    const stats = statOf(given);
    if ('code' in stats) {
      if (stats.code !== 'ENOENT') yield unreadable(given, stats);
      else if (hasMagic(given)) yield* globbed(given, compile);
      else yield missing(given, { kind: 'missing' });
    } else if (stats.isDirectory()) {
      yield* searched(given, wanted, (passedOver) =>
        missing(given, { kind: 'no-logs', passedOver }),
      );
    } else {
      yield found(given, stats);
    }
  }
}

function isFile(given: string): boolean {
  const stats = statOf(given);
  return !('code' in stats) && !stats.isDirectory();
}

/** Standard input: read in place where it is a file that nobody has begun to read, as a stream otherwise. */
function stdinInput(stdin: StandardInput): Input {
  const stats = statOf('/dev/stdin');
  if (!('code' in stats) && stats.isFile() && isAtStart()) {
    return { kind: 'file', name: stdinName, path: '/dev/stdin', state: stateOf(stats) };
  }
  return { kind: 'stream', name: stdinName, open: (signal) => stdin.open(signal) };
}

/** Whether standard input can be opened anew, and stands at its first byte. Linux tells. */
function isAtStart(): boolean {
  try {
    fs.accessSync('/dev/stdin', fs.constants.R_OK);
    return /^pos:\s*0$/m.test(fs.readFileSync('/proc/self/fdinfo/0', 'utf8'));
  } catch (error) {
    systemFailure(error);
    return false;
  }
}

function found(name: string, stats: fs.Stats): Input {
  return stats.isFile()
    ? { kind: 'file', name, path: name, state: stateOf(stats) }
    : { kind: 'stream', name, open: (signal) => fs.createReadStream(name, signal && { signal }) };
}

/** A file's state, from its stats. */
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

/** The files below a directory that are wanted; if there are none, `nothing`. */
function* searched(
  directory: string,
  wanted: PathFilter,
  nothing: (passedOver: number) => MissingInput,
): Generator<Input> {
  let isEmpty = true;
  let passedOver = 0;
  for (const input of walk(directory, '', new Set())) {
    if (isDirectory(input) || wanted(path.relative(directory, input.name))) {
      isEmpty = false;
      yield input;
    } else passedOver += 1;
  }
  if (isEmpty) yield nothing(passedOver);
}

function* globbed(pattern: string, compile: (glob: string) => PathFilter): Generator<Input> {
  const parts = pattern.split('/');
  const fixed = parts.findIndex(hasMagic);
  const base = parts.slice(0, fixed).join('/') || (pattern.startsWith('/') ? '/' : '.');
  const nothing = missing(pattern, { kind: 'missing' });
  if ('code' in statOf(base)) yield nothing;
  else yield* searched(base, compile(parts.slice(fixed).join('/')), () => nothing);
}

/** Everything that can be read below a directory. A directory that links lead back to is searched once. */
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
    else if (stats.isFile()) yield found(file, stats);
  }
}

/** Whether an input stands for a directory that could not be searched: its name ends so. */
function isDirectory(input: Input): boolean {
  return input.name.endsWith(path.sep);
}

function hasMagic(text: string): boolean {
  return /[*?[\]{}]/.test(text);
}

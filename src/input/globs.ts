import { Minimatch } from 'minimatch';
import type { Selection } from './input.js';

/** Compiles a glob for relative paths. Without a slash, it matches names at any depth. It matches dot files too. */
export function compile(glob: string): (relative: string) => boolean {
  const options = { dot: true, matchBase: true, nocomment: true, nonegate: true };
  const compiled = new Minimatch(glob, options);
  return (relative) => compiled.match(relative);
}

/**
 * Compiles a selection: a path, or a directory above it, must match an include if there are any, and none of them an
 * exclude.
 */
export function select({ include, exclude }: Selection): (relative: string) => boolean {
  const included = include.map(compileBelow);
  const excluded = exclude.map(compileBelow);
  return (relative) =>
    (include.length === 0 || included.some((matches) => matches(relative))) &&
    !excluded.some((matches) => matches(relative));
}

/** Compiles a glob that also matches everything below a directory. A leading `./` or trailing `/` is ignored. */
function compileBelow(glob: string): (relative: string) => boolean {
  const matches = compile(glob.replace(/^\.\//, '').replace(/\/$/, ''));
  return (relative) => {
    for (let end = relative.length; end > 0; end = relative.lastIndexOf('/', end - 1)) {
      if (matches(relative.slice(0, end))) return true;
    }
    return false;
  };
}

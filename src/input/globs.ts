import { Minimatch } from 'minimatch';
import type { Selection } from './input.js';

/** How the names of exports end. */
export const defaultNames: readonly string[] = ['ndjson', 'jsonl', 'json', 'csv'].flatMap(
  (ending) => [`*.${ending}`, `*.${ending}.gz`, `*.${ending}.zst`],
);

/** Compiles a glob over relative paths. Without a slash it fits a name at any depth; dot files are files. */
export function compile(glob: string): (relative: string) => boolean {
  const options = { dot: true, matchBase: true, nocomment: true, nonegate: true };
  const compiled = new Minimatch(glob, options);
  return (relative) => compiled.match(relative);
}

/** Compiles a selection: a path is wanted where an include fits it, or a directory that it lies in, and no exclude. */
export function select({ include, exclude }: Selection): (relative: string) => boolean {
  const included = (include.length === 0 ? defaultNames : include).map(compileBelow);
  const excluded = exclude.map(compileBelow);
  return (relative) =>
    included.some((fits) => fits(relative)) && !excluded.some((fits) => fits(relative));
}

/** Compiles a glob that fits what lies below a directory too; `./` in front and `/` at the end change nothing. */
function compileBelow(glob: string): (relative: string) => boolean {
  const fits = compile(glob.replace(/^\.\//, '').replace(/\/$/, ''));
  return (relative) => {
    for (let end = relative.length; end > 0; end = relative.lastIndexOf('/', end - 1)) {
      if (fits(relative.slice(0, end))) return true;
    }
    return false;
  };
}

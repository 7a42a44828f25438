import type { AutoMode } from '../cli/options.js';
import type { Io, Output } from '../io/process.js';

/** Whether to use color on an output: the option decides, then NO_COLOR, then FORCE_COLOR, then the terminal. */
export function usesColor(
  mode: AutoMode,
  { isTTY }: Pick<Output, 'isTTY'>,
  { env }: Pick<Io, 'env'>,
): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (mode !== 'auto') return mode === 'always';
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTTY && TERM !== 'dumb';
}

/** A summary with its last line in color: green only if there is nothing to look at, and red if it is incomplete. */
export async function withColoredVerdict(lines: readonly string[]): Promise<readonly string[]> {
  const { Chalk } = await import('chalk');
  const { bold, green, yellow } = new Chalk({ level: 1 });
  const last = lines.at(-1) ?? '';
  const isClean = last === 'complete: all input was read; no matches';
  const color = last.startsWith('INCOMPLETE') ? bold.red : isClean ? green : yellow;
  return [...lines.slice(0, -1), color(last)];
}

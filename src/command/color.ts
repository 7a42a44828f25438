import type { AutoMode } from '../cli/options.js';
import type { Io } from '../io/process.js';

/** Whether to use color on stdout: the option decides, then NO_COLOR, then FORCE_COLOR, then the terminal. */
export function usesColor(mode: AutoMode, { stdout, env }: Pick<Io, 'stdout' | 'env'>): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (mode !== 'auto') return mode === 'always';
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stdout.isTTY && TERM !== 'dumb';
}

import type { Kernel } from './kernel/kernel.js';
import type { ReadOptions, ThreadOptions } from './segment.js';

/** Makes a thread ready to gather, where that is what the options ask for: its kernel seeks what is wanted. */
export async function prepare<O extends ReadOptions>(
  kernel: Kernel,
  options: O,
): Promise<O & ThreadOptions> {
  if (options.gather === undefined) return options;
  const { Wanted } = await import('../filter/wanted.js');
  const wanted = new Wanted(options.gather);
  kernel.seek(wanted.needles);
  return { ...options, wanted };
}

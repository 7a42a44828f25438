import { setFlagsFromString } from 'node:v8';

/**
 * Makes V8 inline less into the functions that it optimizes from now on, in all threads. Optimizing takes a large part of
 * a scan's first second, on every thread anew, and most of that is for what is inlined.
 */
export function limitInlining(): void {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=300');
}

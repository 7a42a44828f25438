// What kernels export about values that may be damaged, by offsets in the block.
import { block } from './lines';
import { recoverFrom } from './recovery';
import { leavesOpen, valueEnd } from './validity';

export { recovered } from './recovery';

/** See {@link valueEnd}: `start` is an offset. */
export function endOfValue(start: usize): isize {
  return valueEnd(block, start);
}

/** See {@link leavesOpen}: `start` and `end` are offsets. */
export function isLeftOpen(start: usize, end: usize): bool {
  return leavesOpen(block + start, block + end);
}

/** See {@link recoverFrom}: `start` and `end` are offsets. */
export function recover(start: usize, end: usize): i32 {
  return recoverFrom(block + start, block + end, block);
}

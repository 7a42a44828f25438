import type { StreamInput } from '#dist/input/input.js';

/** A stream of some bytes in pieces of the given sizes, which are repeated. */
export function streamOf(
  bytes: Uint8Array,
  sizes: readonly number[] = [65_536],
  name = 's',
): StreamInput {
  return {
    kind: 'stream',
    name,
    isFound: false,
    async *open() {
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        yield bytes.subarray(at, at + size);
        at += size;
      }
    },
  };
}

import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** By how much the heap may grow beyond what is in use before the next garbage collection, in percent. */
const growthPercent = 25;

/** Size of the space for new objects, in bytes. In less, more objects survive a collection and have to be copied. */
const newSpaceBytes = 8 * 1024 * 1024;

/** Sizes of the objects by which that space is made to grow, and of those between two looks at its size, in bytes. */
const pieceBytes = 1024;
const checkBytes = 256 * 1024;

/** How long a thread may take to begin, in milliseconds. */
const threadStartMs = 5;

/** Whether this process has limits: the engine's settings are the same for all of it. */
let isLimited = false;

/**
 * Makes the engine collect garbage earlier, in all threads: by default, the heap may grow to several times what is in use,
 * and this thread's space for new objects to 32 MB. For what keeps little of much that it reads.
 */
export function limitHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
  growNewSpace();
  stopNewSpaceGrowth();
  isLimited = true;
}

/**
 * Keeps the limits, if there are any. To be awaited after threads were started: each resets a limit as it begins, usually
 * within a millisecond or two.
 */
export async function keepHeapLimits(): Promise<void> {
  if (!isLimited) return;
  await new Promise((resolve) => setTimeout(resolve, threadStartMs));
  stopNewSpaceGrowth();
}

function stopNewSpaceGrowth(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Makes the space for new objects grow, as the engine does if enough of them survive: it cannot be told to. */
function growNewSpace(): void {
  const surviving: number[][] = [];
  const maxSurviving = newSpaceBytes / pieceBytes;
  while (surviving.length < maxSurviving && currentNewSpaceBytes() < newSpaceBytes) {
    for (let bytes = 0; bytes < checkBytes; bytes += pieceBytes) {
      surviving.push(new Array<number>(pieceBytes / 8).fill(0));
    }
  }
}

function currentNewSpaceBytes(): number {
  const spaces = getHeapSpaceStatistics();
  return spaces.find(({ space_name: name }) => name === 'new_space')?.space_size ?? newSpaceBytes;
}

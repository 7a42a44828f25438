import { Socket } from 'node:net';

/** How much is read before it is handed over, in bytes, if that much is waiting. */
const bufferBytes = 2 * 1024 * 1024;

/** The most that a pipe hands over at a time, in bytes. */
const pieceBytes = 64 * 1024;

/**
 * Reads a pipe or socket. What is waiting is handed over together, as a pipe hands over little at a time; nothing waits
 * for more to come. Each chunk is valid until the next one is requested.
 *
 * @param signal ends the chunks with an error when it is aborted.
 */
export async function* readPipe(
  descriptor: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let filling = Buffer.allocUnsafeSlow(bufferBytes);
  let spare = Buffer.allocUnsafeSlow(bufferBytes);
  let filled = 0;
  let isPaused = false;
  let failure: unknown;
  let isEnded = false;
  let wake = (): void => {};
  let isWaking = false;
  const wakeReader = (): void => {
    isWaking = false;
    wake();
  };
  const piece = Buffer.allocUnsafeSlow(pieceBytes);
  const socket = new Socket({
    fd: descriptor,
    readable: true,
    writable: false,
    onread: {
      buffer: piece,
      callback(count: number) {
        filling.set(piece.subarray(0, count), filled);
        filled += count;
        // Several pieces come in a row before anything else is done.
        if (!isWaking) setImmediate(wakeReader);
        isWaking = true;
        isPaused = filled + pieceBytes > bufferBytes;
        return !isPaused;
      },
    },
  } as ConstructorParameters<typeof Socket>[0]);
  socket.on('error', (error) => {
    failure ??= error;
    wake();
  });
  socket.on('close', () => {
    isEnded = true;
    wake();
  });
  const abort = (): void => {
    socket.destroy(Object.assign(new Error('interrupted'), { code: 'ECANCELED' }));
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    socket.resume();
    while (true) {
      while (filled === 0 && !isEnded && failure === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (filled > 0) {
        const chunk = filling.subarray(0, filled);
        [filling, spare] = [spare, filling];
        filled = 0;
        if (isPaused) socket.resume();
        yield chunk;
      } else if (failure !== undefined) throw failure;
      else return;
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    socket.destroy();
  }
}

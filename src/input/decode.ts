import type { Chunks } from './input.js';
import { detectFormat, type InputFormat, type TextFormat } from './sniff.js';

/** An input's text, in UTF-8. */
export interface DecodedInput {
  readonly format: TextFormat;
  readonly chunks: Chunks;
}

/** Maximum number of layers to remove: compressed data may contain itself. */
const maxLayers = 4;

/**
 * Detects the format of an input and decodes it to text, layer by layer. It reads no further ahead than detection
 * needs.
 *
 * If compressed data is damaged, the chunks end with a `CompressionError`.
 */
export async function decode(source: Chunks): Promise<DecodedInput> {
  let { format, chunks } = await detect(source);
  for (let layers = 1; ; layers += 1) {
    if (format === 'lines' || format === 'values' || format === 'csv') return { format, chunks };
    if (layers > maxLayers) return { format: 'lines', chunks };
    ({ format, chunks } = await detect(await removeLayer(format, chunks)));
  }
}

async function removeLayer(
  format: Exclude<InputFormat, TextFormat>,
  chunks: Chunks,
): Promise<Chunks> {
  switch (format) {
    case 'gzip':
      return (await import('./gzip.js')).gunzip(chunks);
    case 'zstd':
      return (await import('./zstd.js')).unzstd(chunks);
    default:
      return (await import('./utf-16.js')).transcode(format, chunks);
  }
}

/** Reads as much as it takes to detect the format. The chunks returned start again at the first byte. */
async function detect(source: Chunks): Promise<{ format: InputFormat; chunks: Chunks }> {
  const iterator = source[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let failure: unknown;
  let isWhole = false;
  let format = detectFormat(head, isWhole);
  while (format === undefined) {
    try {
      const next = await iterator.next();
      if (next.done) isWhole = true;
      else head = Buffer.concat([head, next.value]);
    } catch (error) {
      failure = error;
      isWhole = true;
    }
    format = detectFormat(head, isWhole);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head;
      if (failure !== undefined) throw failure;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { format, chunks: all() };
}

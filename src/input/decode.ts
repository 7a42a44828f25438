import { detectFormat, type InputFormat, type TextFormat } from './sniff.js';

/** An input's text, in UTF-8. */
export interface DecodedInput {
  readonly format: TextFormat;
  /** Each chunk is valid until the next one is requested. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Maximum number of layers to remove: compressed data may contain itself. */
const maxLayers = 4;

/**
 * Detects the format of an input and decodes it to text, layer by layer. It reads no further ahead than detection
 * needs; chunks of the source need to be valid only until the next one is requested.
 *
 * If compressed data is damaged, the chunks end with a `CompressionError`.
 */
export async function decode(source: AsyncIterable<Uint8Array>): Promise<DecodedInput> {
  let { format, chunks } = await detect(source);
  for (let layers = 1; ; layers += 1) {
    if (format === 'lines' || format === 'values' || format === 'csv') return { format, chunks };
    if (layers > maxLayers) return { format: 'lines', chunks };
    ({ format, chunks } = await detect(await removeLayer(format, chunks)));
  }
}

async function removeLayer(
  format: Exclude<InputFormat, TextFormat>,
  chunks: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
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
async function detect(
  source: AsyncIterable<Uint8Array>,
): Promise<{ format: InputFormat; chunks: AsyncIterable<Uint8Array> }> {
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
  return { format, chunks: resume(head, iterator, failure) };
}

async function* resume(
  head: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
  failure: unknown,
): AsyncGenerator<Uint8Array> {
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

import { detectFormat, type InputFormat, type TextFormat } from './sniff.js';

/** An input's text, in UTF-8, and the form it is in. */
export interface Decoded {
  readonly form: TextFormat;
  /** Each is valid until the next is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Layers that are taken off at most: compressed data may hold itself. */
const maxLayers = 4;

/**
 * Recognises what chunks hold and decodes it down to text, layer by layer. Nothing is read ahead of what recognition
 * needs; a chunk need not be valid for longer than until the next is asked for.
 *
 * The chunks end with a {@link CompressionError} where compressed data does not decode to its end.
 */
export async function decode(source: AsyncIterable<Uint8Array>): Promise<Decoded> {
  let { form, chunks } = await recognised(source);
  for (let layers = 1; ; layers += 1) {
    if (form === 'lines' || form === 'values' || form === 'csv') return { form, chunks };
    if (layers > maxLayers) return { form: 'lines', chunks };
    ({ form, chunks } = await recognised(await layerOf(form, chunks)));
  }
}

async function layerOf(
  form: Exclude<InputFormat, TextFormat>,
  chunks: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  switch (form) {
    case 'gzip':
      return (await import('./gzip.js')).gunzip(chunks);
    case 'zstd':
      return (await import('./zstd.js')).unzstd(chunks);
    default:
      return (await import('./utf-16.js')).transcode(form, chunks);
  }
}

/** Reads as much as it takes to tell the form; the chunks are all of them again. */
async function recognised(
  source: AsyncIterable<Uint8Array>,
): Promise<{ form: InputFormat; chunks: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let failure: unknown;
  let isWhole = false;
  let form = detectFormat(head, isWhole);
  while (form === undefined) {
    try {
      const next = await iterator.next();
      if (next.done) isWhole = true;
      else head = Buffer.concat([head, next.value]);
    } catch (error) {
      failure = error;
      isWhole = true;
    }
    form = detectFormat(head, isWhole);
  }
  return { form, chunks: resume(head, iterator, failure) };
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

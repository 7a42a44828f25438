import { ArchiveError, type ArchiveFormat } from './archive.js';
import { ForeignFormatError, type ForeignFormatId, isCommonText } from './foreign.js';
import type { Chunks } from './input.js';
import {
  beginsLikeJson,
  detectFormat,
  type InputFormat,
  type TextFormat,
  windowBytes,
} from './sniff.js';

/** An input's text in UTF-8, or the archive in it. */
export interface DecodedInput {
  readonly format: TextFormat | ArchiveFormat;
  /** The layers that were removed, and the format, from the outside in. */
  readonly formats: readonly InputFormat[];
  /** The first bytes, as far as they were read to detect the format. */
  readonly head: Uint8Array;
  readonly chunks: Chunks;
}

/** The beginning of an input. */
interface Detected {
  readonly format: InputFormat;
  readonly head: Uint8Array;
  /** Whether `head` is the whole input. */
  readonly isWhole: boolean;
  /** All bytes, starting again at the first one. */
  readonly chunks: Chunks;
  /** Stops reading, if the chunks have not been requested. */
  close(): Promise<unknown>;
}

/** Maximum number of layers to remove: compressed data may contain itself. */
const maxLayers = 4;

/**
 * Detects the format of an input and decodes it to text or an archive, layer by layer. It reads no further ahead than
 * detection needs.
 *
 * If compressed data is damaged, the chunks end with a `CompressionError`.
 *
 * @param isNamed whether the input was named. Text of other files, such as documentation, is read to search it.
 * @throws ForeignFormatError if the input is in a format that is not read.
 * @throws ArchiveError if there are too many layers.
 */
export async function decode(source: Chunks, isNamed: boolean = true): Promise<DecodedInput> {
  let detected = await detect(source);
  const formats: InputFormat[] = [];
  for (let layers = 0; ; layers += 1) {
    const { format, head, chunks, close } = detected;
    const foreign = await foreignFormatOf(detected, isNamed);
    if (foreign !== undefined || layers > maxLayers) {
      await close();
      if (foreign !== undefined) throw new ForeignFormatError(foreign);
      throw new ArchiveError({ kind: 'nested-archives', limit: maxLayers });
    }
    formats.push(format);
    const inner = await removeLayer(format, chunks);
    if (typeof inner === 'string') return { format: inner, formats, head, chunks };
    detected = await detect(inner);
  }
}

/** The decoded data, or the format if it is not an encoding of something else. */
async function removeLayer(
  format: InputFormat,
  chunks: Chunks,
): Promise<Chunks | TextFormat | ArchiveFormat> {
  switch (format) {
    case 'gzip':
      return (await import('./gzip.js')).gunzip(chunks);
    case 'zstd':
      return (await import('./zstd.js')).unzstd(chunks);
    case 'xz':
      return (await import('./xz.js')).unxz(chunks);
    case 'bzip2':
      return (await import('./bzip2.js')).unbzip2(chunks);
    case 'utf-16le':
    case 'utf-16be':
      return (await import('./utf-16.js')).transcode(format, chunks);
    case 'utf-32le':
    case 'utf-32be':
      return (await import('./utf-32.js')).transcodeUtf32(format, chunks);
    default:
      return format;
  }
}

/** The format of an input that is not read, if it is in one. */
async function foreignFormatOf(
  detected: Detected,
  isNamed: boolean,
): Promise<ForeignFormatId | undefined> {
  const { format, head, isWhole } = detected;
  if (format === 'zip') {
    const { isOfficeDocument } = await import('./signatures.js');
    return isOfficeDocument(head) ? 'office' : undefined;
  }
  if (format !== 'lines' && format !== 'values') return undefined;
  const foreign = await identifyUnlessJson(head, isWhole);
  return foreign !== undefined && !isNamed && isCommonText(foreign) ? undefined : foreign;
}

/**
 * Recognizes an input that seems to be lines or values of JSON, and is in a format that is not read.
 *
 * @param isWhole whether `head` is the whole input.
 */
export async function identifyUnlessJson(
  head: Uint8Array,
  isWhole: boolean,
): Promise<ForeignFormatId | undefined> {
  if (head.length === 0) return undefined;
  if (beginsLikeJson(head) && !beginsWithArrow(head)) return undefined;
  const { identifyBinary } = await import('./signatures.js');
  const { identifyText } = await import('./text-signatures.js');
  return identifyBinary(head, isWhole) ?? identifyText(head);
}

/** Whether the first key is followed by `=>`, as in Ruby. */
function beginsWithArrow(head: Uint8Array): boolean {
  return /^\s*\{\s*"[^"\n]*"\s*=>/.test(Buffer.from(head.subarray(0, 1024)).toString('latin1'));
}

/** Number of bytes that show whether an input that does not begin like JSON is in a format that is not read. */
const identifyingBytes = 512;

function needsMore(format: InputFormat, head: Uint8Array): boolean {
  if (head.length >= identifyingBytes) return false;
  const mayBeForeign = format === 'lines' && !beginsLikeJson(head);
  return mayBeForeign || format === 'values' || format === 'zip';
}

/** Reads as much as it takes to detect the format. */
async function detect(source: Chunks): Promise<Detected> {
  const iterator = source[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let failure: unknown;
  let isWhole = false;
  let format = detectFormat(head, isWhole);
  while (format === undefined || (!isWhole && needsMore(format, head))) {
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
  const close = async (): Promise<unknown> => iterator.return?.();
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head;
      if (failure !== undefined) throw failure;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        yield next.value;
      }
    } finally {
      await close();
    }
  }
  return { format, head: head.subarray(0, windowBytes), isWhole, chunks: all(), close };
}

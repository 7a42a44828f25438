import { readSync } from 'node:fs';
import { CompressionError } from '../input/compression.js';
import { decode } from '../input/decode.js';
import type { TextFormat } from '../input/sniff.js';
import { systemFailure } from '../io/errors.js';
import { CandidateReader } from './candidates.js';
import type { Fault, SegmentPart } from './finding.js';
import { LineSplitter } from './lines.js';
import type { ThreadResources } from './options.js';

/** Takes text in chunks, whatever its form, and hands on what may matter. */
interface TextReader {
  /** Lines so far. */
  readonly count: number;
  write(chunk: Uint8Array): void;
  /** The text is over. */
  end(): void;
}

/** A file's bytes. A chunk is valid until the next is asked for. */
export async function* fileChunks(descriptor: number): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (let position = 0; ; ) {
    const count = readSync(descriptor, chunk, 0, chunk.length, position);
    if (count === 0) return;
    position += count;
    yield chunk.subarray(0, count);
  }
}

/** Bytes that are read at a time of a file that is not scanned in place. */
const chunkBytes = 256 * 1024;

/**
 * Scans an input that comes in chunks, whatever form it has.
 *
 * @param check what is wrong with the input after it was read.
 */
export async function* scanChunks(
  source: AsyncIterable<Uint8Array>,
  tools: ThreadResources,
  check?: () => Fault | undefined,
): AsyncGenerator<SegmentPart> {
  const candidates = new CandidateReader(true, tools);
  let read = 0;
  let told = 0;
  async function* metered(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      read += chunk.length;
      yield chunk;
    }
  }
  const part = (): SegmentPart => {
    const bytes = read - told;
    told = read;
    return { ...candidates.take(), bytes };
  };
  let reader: TextReader | undefined;
  let failure: Fault | undefined;
  try {
    const { form, chunks } = await decode(metered());
    reader = await readerOf(form, candidates, tools);
    for await (const chunk of chunks) {
      reader.write(chunk);
      yield part();
    }
    failure = check?.();
  } catch (error) {
    failure = faultOf(error);
  }
  if (failure?.kind !== 'unreadable') reader?.end();
  const end = {
    lines: reader?.count ?? 0,
    tally: candidates.tally,
    ...(failure === undefined ? {} : { failure }),
  };
  yield { ...part(), end };
}

async function readerOf(
  form: TextFormat,
  candidates: CandidateReader,
  { kernel, options: { maxLineBytes } }: ThreadResources,
): Promise<TextReader> {
  switch (form) {
    case 'lines':
      return new LineSplitter(
        kernel,
        candidates,
        { start: 0, end: Number.POSITIVE_INFINITY },
        maxLineBytes,
      );
    case 'values': {
      const { JsonValueSplitter } = await import('./json-values.js');
      return new JsonValueSplitter(candidates, maxLineBytes);
    }
    case 'csv': {
      const { CsvRowReader } = await import('./csv-rows.js');
      return new CsvRowReader(candidates, maxLineBytes);
    }
  }
}

export function faultOf(error: unknown): Fault {
  if (error instanceof CompressionError) {
    const { compression, reason, byteOffset, message } = error;
    return { kind: 'compressed', compression, reason, byteOffset, detail: message };
  }
  const { code, message } = systemFailure(error);
  return { kind: 'unreadable', code, detail: message };
}

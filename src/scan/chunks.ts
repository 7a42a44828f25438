import { fstatSync, readSync } from 'node:fs';
import { ArchiveError } from '../input/archive.js';
import { CompressionError } from '../input/compression.js';
import { decode } from '../input/decode.js';
import { ForeignFormatError, type ForeignFormatId } from '../input/foreign.js';
import type { Chunks, FileState } from '../input/input.js';
import type { TextFormat } from '../input/sniff.js';
import { systemFailure } from '../io/errors.js';
import type { ArchiveContext } from './archives.js';
import { CandidateReader } from './candidates.js';
import type { Fault, SegmentPart } from './finding.js';
import { LineSplitter } from './lines.js';
import type { ThreadResources } from './options.js';

/** Bytes to read at a time from a file that is not scanned in place. */
const chunkBytes = 256 * 1024;

/** Receives text of some format in chunks and forwards candidates. */
interface TextReader {
  /** Number of lines so far: newlines, plus 1 if the last line has none. */
  readonly count: number;
  write(chunk: Uint8Array): void;
  end(): void;
}

/** A file's bytes. Each chunk is valid until the next one is requested. */
export async function* fileChunks(descriptor: number): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (let position = 0; ; ) {
    const count = readSync(descriptor, chunk, 0, chunk.length, position);
    if (count === 0) return;
    position += count;
    yield chunk.subarray(0, count);
  }
}

/**
 * Scans an input that comes in chunks, in any format. The parts of an archive are those of its members, and its own.
 *
 * @param check returns the fault of an input that was read to its end.
 * @param context of a member of an archive.
 */
export async function* scanChunks(
  source: Chunks,
  resources: ThreadResources,
  check?: () => Fault | undefined,
  context?: ArchiveContext,
): AsyncGenerator<SegmentPart> {
  const candidates = new CandidateReader(true, resources);
  let read = 0;
  let reported = 0;
  async function* metered(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      read += chunk.length;
      yield chunk;
    }
  }
  const part = (): SegmentPart => {
    const bytes = read - reported;
    reported = read;
    return { ...candidates.drain(), bytes };
  };
  let reader: TextReader | undefined;
  let failure: Fault | undefined;
  let head: Uint8Array | undefined;
  let isArchive = false;
  try {
    const decoded = await decode(metered(), context === undefined);
    const { format, chunks } = decoded;
    if (format === 'tar' || format === 'zip') {
      isArchive = true;
      const { scanArchive } = await import('./archives.js');
      const scanMember = (member: Chunks, inner: ArchiveContext): AsyncGenerator<SegmentPart> =>
        scanChunks(member, resources, undefined, inner);
      const archive = { format, chunks, bytesRead: () => read, part };
      yield* scanArchive(archive, scanMember, context);
    } else {
      head = decoded.head;
      reader = await textReaderFor(format, candidates, resources);
      for await (const chunk of chunks) {
        context?.budget.addBytes(chunk.length);
        reader.write(chunk);
        yield part();
      }
    }
    failure = check?.();
  } catch (error) {
    failure = faultOf(error);
  }
  if (failure?.kind !== 'unreadable') reader?.end();
  const { tally } = candidates;
  const foreign = tally.sawEndpointEvent ? undefined : await jsonKindOf(head);
  const lines = reader?.count ?? 0;
  yield { ...part(), end: { lines, tally, failure, isArchive, foreign } };
}

/** What the JSON at the beginning of an input is, if it is known to be no events. */
export async function jsonKindOf(
  head: Uint8Array | undefined,
): Promise<ForeignFormatId | undefined> {
  if (head === undefined || head.length === 0) return undefined;
  return (await import('../input/text-signatures.js')).identifyJson(head);
}

async function textReaderFor(
  format: TextFormat,
  candidates: CandidateReader,
  { kernel, read: { maxLineBytes } }: ThreadResources,
): Promise<TextReader> {
  switch (format) {
    case 'lines': {
      const range = { start: 0, end: Number.POSITIVE_INFINITY };
      return new LineSplitter(kernel, candidates, range, maxLineBytes);
    }
    case 'values':
      return new (await import('./json-values.js')).JsonValueSplitter(candidates, maxLineBytes);
    case 'csv':
      return new (await import('./csv-rows.js')).CsvRowReader(candidates, maxLineBytes);
  }
}

/** The fault of a file that has changed since the scan was planned. */
export function changeOf(before: FileState, descriptor: number): Fault | undefined {
  const now = fstatSync(descriptor);
  const isSame =
    now.size === before.size && now.mtimeMs === before.modifiedMs && now.ino === before.inode;
  return isSame ? undefined : { kind: 'changed', before: before.size, after: now.size };
}

/** The fault for an error in reading an input; any other error is a defect and is rethrown. */
export function faultOf(error: unknown): Fault {
  if (error instanceof CompressionError) {
    return { kind: 'compressed', ...error.damage, detail: error.message };
  }
  if (error instanceof ArchiveError) return error.fault;
  if (error instanceof ForeignFormatError) return { kind: 'foreign-format', format: error.format };
  const { code, message } = systemFailure(error);
  return { kind: 'unreadable', code, detail: message };
}

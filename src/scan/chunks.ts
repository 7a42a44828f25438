import { fstatSync, readSync } from 'node:fs';
import { ArchiveError } from '../input/archive.js';
import { CompressionError } from '../input/compression.js';
import { decode } from '../input/decode.js';
import { ForeignFormatError, type ForeignFormatId } from '../input/foreign.js';
import type { Chunks, FileState } from '../input/input.js';
import { stateOf } from '../input/inputs.js';
import type { InputFormat, TextFormat } from '../input/sniff.js';
import { systemFailure } from '../io/errors.js';
import { isSameFile, statistics } from '../io/file-identity.js';
import type { ArchiveContext } from './archives.js';
import { CandidateReader } from './candidates.js';
import type { Fault, Finding, SegmentPart } from './finding.js';
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

/** A file's bytes before `limit`. Each chunk is valid until the next one is requested. */
export async function* fileChunks(descriptor: number, limit: number): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (let position = 0; position < limit; ) {
    const wanted = Math.min(chunk.length, limit - position);
    const count = readSync(descriptor, chunk, 0, wanted, position);
    if (count === 0) return;
    position += count;
    yield chunk.subarray(0, count);
  }
}

/**
 * Scans an input that comes in chunks, in any format. The parts of an archive are those of its members, and its own.
 *
 * @param check returns whether the input changed while it was read.
 * @param context of a member of an archive.
 */
export async function* scanChunks(
  source: Chunks,
  resources: ThreadResources,
  check: () => FileChange = () => ({ hasGrown: false, fault: undefined }),
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
  let formats: readonly InputFormat[] = [];
  try {
    const decoded = await decode(metered(), context === undefined);
    const { format, chunks } = decoded;
    ({ formats } = decoded);
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
  } catch (error) {
    failure = faultOf(error);
  }
  const { hasGrown, fault } = check();
  if (isCutShort(failure)) failure = hasGrown ? undefined : (fault ?? failure);
  else failure ??= fault;
  const hasChanged = hasGrown || failure?.kind === 'changed';
  if (hasChanged) yield part();
  if (failure?.kind !== 'unreadable') reader?.end();
  candidates.end();
  const last = hasChanged ? withoutFaults(part()) : withoutTornEnd(part(), failure);
  const { tally } = candidates;
  const foreign = tally.endpointEvents > 0 ? undefined : await jsonKindOf(head);
  const lines = reader?.count ?? 0;
  yield { ...last, end: { lines, tally, hasGrown, failure, isArchive, foreign, formats } };
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

/** How a file changed between planning the scan and reading the file. */
export interface FileChange {
  /** Whether it only became longer. What was added is not read, so the last line or value read may be incomplete. */
  readonly hasGrown: boolean;
  /** Undefined if what was read is what was there when the scan was planned. */
  readonly fault: Fault | undefined;
}

export function changeOf(before: FileState, descriptor: number): FileChange {
  const now = stateOf(statistics(descriptor));
  const isSame = isSameFile(now, before);
  const hasGrown = isSame && now.size > before.size;
  if (hasGrown || (isSame && now.size === before.size && now.modifiedMs === before.modifiedMs)) {
    return { hasGrown, fault: undefined };
  }
  return { hasGrown, fault: { kind: 'changed', before: before.size, after: now.size } };
}

/**
 * The number of bytes to read from a file: its size when the scan was planned, so that a file that grows does not keep
 * the scan busy. Files that the kernel makes up as they are read have no size.
 */
export function readLimit({ size }: FileState, descriptor: number): number {
  return size === 0 && fstatSync(descriptor).size === 0 ? Number.POSITIVE_INFINITY : size;
}

/** The findings after the last complete line or value of a file that has changed: it may merely be unfinished. */
export function withoutFaults(part: SegmentPart): SegmentPart {
  return { ...part, findings: part.findings.filter(({ kind }) => kind !== 'fault') };
}

/** The findings without a document that is torn only because its data is damaged, which is a fault already. */
function withoutTornEnd(part: SegmentPart, failure: Fault | undefined): SegmentPart {
  if (failure?.kind !== 'compressed' && failure?.kind !== 'member-damaged') return part;
  return { ...part, findings: part.findings.filter((finding) => !isTornEnd(finding)) };
}

function isTornEnd(finding: Finding): boolean {
  return (
    finding.kind === 'fault' &&
    finding.fault.kind === 'cut-short' &&
    finding.fault.mentions === false
  );
}

function isCutShort(failure: Fault | undefined): boolean {
  return failure?.kind === 'compressed' && failure.reason === 'cut-short';
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

import {
  ArchiveBudget,
  ArchiveError,
  type ArchiveFormat,
  type ArchiveItem,
  type ArchiveLimits,
} from '../input/archive.js';
import type { Chunks } from '../input/input.js';
import { openArchive } from '../input/open-archive.js';
import { emptyTally, type Fault, type SegmentPart } from './finding.js';

/** The archives around a member. */
export interface ArchiveContext {
  /** Number of archives. */
  readonly depth: number;
  readonly budget: ArchiveBudget;
}

/** An archive that was opened, and how to report about it. */
export interface OpenedArchive {
  readonly format: ArchiveFormat;
  readonly chunks: Chunks;
  /** Number of bytes read so far of the input that is or contains it. */
  readonly bytesRead: () => number;
  /** The next part of the archive's own results. */
  readonly part: () => SegmentPart;
}

/** Scans a member as an input of its own. */
export type MemberScan = (chunks: Chunks, context: ArchiveContext) => AsyncGenerator<SegmentPart>;

/** Links and devices that are named. */
const maxNamed = 3;

/**
 * Scans the members of an archive one by one, as they come.
 *
 * @param outer of the archive, if it is a member itself.
 * @throws ArchiveError if it is nested too deeply, or if a limit is exceeded between members.
 */
export async function* scanArchive(
  archive: OpenedArchive,
  scanMember: MemberScan,
  outer?: ArchiveContext,
  limits?: ArchiveLimits,
): AsyncGenerator<SegmentPart> {
  const { format, chunks, bytesRead, part } = archive;
  const budget = outer?.budget ?? new ArchiveBudget(bytesRead, limits);
  const depth = (outer?.depth ?? 0) + 1;
  const { depth: limit } = budget.limits;
  if (depth > limit) throw new ArchiveError({ kind: 'nested-archives', limit });
  const links: string[] = [];
  let linkCount = 0;
  // The archive is an input before its members are.
  yield part();
  for await (const item of await openArchive(format, chunks)) {
    if (item.kind === 'fault') {
      yield { ...part(), faults: [item.fault] };
      continue;
    }
    budget.addMember();
    if (item.kind === 'link') {
      linkCount += 1;
      if (links.length < maxNamed) links.push(item.name);
    } else {
      yield* partsOf(item, archive, scanMember, { depth, budget });
    }
    // That has been reported where it happened.
    if (budget.isExceeded) return;
  }
  if (linkCount > 0) {
    yield { ...part(), faults: [{ kind: 'archive-links', count: linkCount, names: links }] };
  }
}

/** The parts of a member, and of the members of an archive in it. */
async function* partsOf(
  item: Exclude<ArchiveItem, { readonly kind: 'fault' | 'link' }>,
  { part }: OpenedArchive,
  scanMember: MemberScan,
  context: ArchiveContext,
): AsyncGenerator<SegmentPart> {
  const { name } = item;
  if (item.kind === 'unreadable') {
    yield { ...part(), member: { name, bytes: 0 }, end: unreadEnd(item.fault) };
    return;
  }
  // Bytes of the member that have been read for the members in it.
  let innerBytes = 0;
  for await (const found of scanMember(item.chunks, context)) {
    const { bytes } = part();
    if (found.member === undefined) {
      yield { ...found, bytes, member: { name, bytes: found.bytes + innerBytes } };
      innerBytes = 0;
    } else {
      innerBytes += found.bytes;
      const inner = { ...found.member, name: `${name}!${found.member.name}` };
      yield { ...found, bytes, member: inner };
    }
  }
}

function unreadEnd(failure: Fault): NonNullable<SegmentPart['end']> {
  const tally = emptyTally(undefined);
  return {
    lines: 0,
    tally,
    failure,
    hasGrown: false,
    isArchive: false,
    foreign: undefined,
    formats: [],
  };
}

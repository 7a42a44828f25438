import path from 'node:path';
import type { Fault, SegmentPosition } from './finding.js';
import type { SkippedFile } from './skipped-files.js';

/** A fault with its position in the input. */
export interface LocatedFault {
  readonly fault: Fault;
  /** Undefined if it is not known any more. */
  readonly at: SegmentPosition | undefined;
}

/** A file that was found, and not named. */
export interface FoundFile {
  readonly name: string;
  /** The directory that was named, if it was found in one. */
  readonly directory?: string | undefined;
}

/** Maximum number of faults whose facts are kept. */
const maxKept = 1000;

/** Faults that every line of a file that is not a log has. Text that begins like a document is always a damaged one. */
const ofOtherFiles: ReadonlySet<Fault['kind']> = new Set([
  'malformed-line',
  'malformed-value',
  'not-an-object',
  'not-a-document',
  'cut-short',
  'nul-bytes',
]);

/**
 * Holds the faults of a file that was found in a directory until a document is found in it. If there is none, the file is
 * not a damaged log but something else, such as a script or a picture, and its lines are not worth a problem each.
 *
 * Mentions of the path are never lost: a fault that does not say that its text is free of them counts as one.
 */
export class HeldFaults {
  readonly #kept: LocatedFault[] = [];
  /** Faults of which only the kind is kept, in order. */
  #others: Map<Fault['kind'], { readonly fault: Fault; count: number }> | undefined;
  #mentions = 0;
  #firstMention: SegmentPosition | undefined;

  get isEmpty(): boolean {
    return this.#kept.length === 0;
  }

  /** @returns whether the fault is held. If not, report it now. */
  hold(fault: Fault, at: SegmentPosition): boolean {
    const isDamage = 'resemblesJson' in fault && fault.resemblesJson === true;
    if (isDamage || !ofOtherFiles.has(fault.kind)) return false;
    if (mayMention(fault)) {
      this.#mentions += 1;
      this.#firstMention ??= at;
    }
    if (this.#kept.length < maxKept) {
      this.#kept.push({ fault, at });
      return true;
    }
    this.#others ??= new Map();
    const other = this.#others.get(fault.kind);
    const withoutColumn = 'column' in fault ? { ...fault, column: undefined } : fault;
    if (other === undefined) this.#others.set(fault.kind, { fault: withoutColumn, count: 1 });
    else other.count += 1;
    return true;
  }

  /** A document was found: the faults to report. Those after many others have lost their position. */
  *release(): Generator<LocatedFault> {
    yield* this.#kept;
    for (const { fault, count } of this.#others?.values() ?? []) {
      for (let left = count; left > 0; left -= 1) yield { fault, at: undefined };
    }
  }

  /**
   * What a file without a document is.
   *
   * @param bytes how many bytes of it were read.
   * @param format what it is, if that is known.
   * @returns a fault if the path is mentioned, otherwise why to skip the file.
   */
  contents(file: FoundFile, bytes: number, format?: string): LocatedFault | SkippedFile {
    if (this.#firstMention !== undefined) {
      const fault: Fault = {
        kind: 'text-mentions',
        lines: this.#mentions,
        exclude: globFor(file),
      };
      return { fault, at: this.#firstMention };
    }
    return {
      name: file.name,
      reason: 'not-logs',
      what: format ?? (bytes === 0 ? 'empty' : undefined),
    };
  }
}

function mayMention(fault: Fault): boolean {
  return !('mentions' in fault) || fault.mentions !== false;
}

/** A glob for `--exclude` that matches a file, relative to the directory in which it was found. */
function globFor({ name, directory }: FoundFile): string | undefined {
  if (directory === undefined) return undefined;
  return path.relative(directory, name).replace(/[*?[\]{}()!+@\\]/g, '\\$&');
}

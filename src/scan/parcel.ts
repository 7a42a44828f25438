import type { Finding, MatchFinding } from './finding.js';
import type { SegmentPart } from './segment.js';

/** A finding whose JSON lies in the parcel's payload. */
type Packed =
  | Exclude<Finding, MatchFinding>
  | (Omit<MatchFinding, 'json'> & { readonly from: number; readonly to: number });

/** A task's results as they travel between threads: the JSON of all its matches in one buffer. */
export interface SealedParcel {
  readonly parts: readonly {
    readonly segment: number;
    readonly part: Omit<SegmentPart, 'findings'>;
    readonly findings: readonly Packed[];
  }[];
  readonly payload: ArrayBuffer;
}

/** A part of a task's results: of the task's segment of that number. */
export interface TaskPart {
  readonly segment: number;
  readonly part: SegmentPart;
}

/** Packs a task's results so that one message, moved and not copied, carries them. */
export class Parcel {
  readonly #parts: TaskPart[] = [];
  #bytes = 0;

  /** The bytes of the matches in it. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds the next part of the task's segment of that number. */
  add(segment: number, part: SegmentPart): void {
    this.#parts.push({ segment, part });
    for (const finding of part.findings) {
      if (finding.kind === 'match') this.#bytes += finding.json.length;
    }
  }

  /** The parcel as it is sent; its payload is to be transferred. */
  seal(): SealedParcel {
    const payload = new Uint8Array(this.#bytes);
    let at = 0;
    const parts = this.#parts.map(({ segment, part: { findings, ...part } }) => ({
      segment,
      part,
      findings: findings.map((finding): Packed => {
        if (finding.kind !== 'match') return finding;
        const { json, ...rest } = finding;
        payload.set(json, at);
        const from = at;
        at += json.length;
        return { ...rest, from, to: at };
      }),
    }));
    return { parts, payload: payload.buffer };
  }
}

/** Unpacks a parcel: the task's parts in order, each with its segment's number. */
export function unpack({ parts, payload }: SealedParcel): TaskPart[] {
  return parts.map(({ segment, part, findings }) => ({
    segment,
    part: {
      ...part,
      findings: findings.map((finding): Finding => {
        if (finding.kind !== 'match') return finding;
        const { from, to, ...rest } = finding;
        return { ...rest, json: new Uint8Array(payload, from, to - from) };
      }),
    },
  }));
}

import { processExecutable } from '../event/ecs.js';
import type { EventDocument } from '../export/document.js';
import { shapeOf } from './document-shape.js';
import type { SegmentPosition, SegmentTally } from './finding.js';

/** Documents that wait until it is known whether their shape has `process.executable`; any more do not wait. */
const maxHeld = 10_000;

/** Events under /etc/init.d/ of a shape in which nothing has `process.executable`. */
export interface LackingExecutable<Input> {
  readonly input: Input;
  readonly position: SegmentPosition;
  documents: number;
}

/**
 * Tells events without `process.executable`, which the rule excludes, from exports without the field, which it cannot
 * judge: the latter have it in no document of the same shape, in the whole scan.
 */
export class Executables<Input, Held> {
  readonly #seen = new Set<string>();
  readonly #lacking = new Map<string, LackingExecutable<Input>>();
  #held: { readonly shape: string; readonly document: Held }[] = [];

  /** Holds a document back. False if there is no need to wait, or no space. */
  hold(shape: string, document: () => Held): boolean {
    if (this.#seen.has(shape) || this.#held.length >= maxHeld) return false;
    this.#held.push({ shape, document: document() });
    return true;
  }

  /** Adds what a segment shows, and returns the documents that need not wait any longer. */
  add(
    { executables }: SegmentTally,
    input: Input,
    inInput: (at: SegmentPosition) => SegmentPosition,
  ): Held[] {
    for (const shape of executables.seen) this.#seen.add(shape);
    for (const { shape, documents, ...at } of executables.missing) {
      const lacking = this.#lacking.get(shape);
      if (lacking === undefined)
        this.#lacking.set(shape, { input, position: inInput(at), documents });
      else lacking.documents += documents;
    }
    if (this.#held.length === 0) return [];
    const released = this.#held.filter(({ shape }) => this.#seen.has(shape));
    if (released.length > 0) this.#held = this.#held.filter(({ shape }) => !this.#seen.has(shape));
    return released.map(({ document }) => document);
  }

  /** The shapes that lack the field, when the scan has ended. */
  lacking(): LackingExecutable<Input>[] {
    return [...this.#lacking].flatMap(([shape, lacking]) =>
      this.#seen.has(shape) ? [] : [lacking],
    );
  }
}

/**
 * Notes whether events of a shape have `process.executable`.
 *
 * @param isAboutScript whether the event is one of an init script that can be judged.
 * @returns the shape of such an event without the field.
 */
export function noteExecutable(
  { seen, missing }: SegmentTally['executables'],
  document: EventDocument,
  { line, byteOffset }: SegmentPosition,
  isAboutScript: () => boolean,
): string | undefined {
  const shape = shapeOf(document);
  if (seen.includes(shape)) return undefined;
  if (processExecutable.first(document.event) !== undefined) {
    seen.push(shape);
    return undefined;
  }
  if (!isAboutScript()) return undefined;
  const known = missing.find((one) => one.shape === shape);
  if (known === undefined) missing.push({ shape, documents: 1, line, byteOffset });
  else known.documents += 1;
  return shape;
}

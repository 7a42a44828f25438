import type { Page } from '../export/collection.js';
import type { Problem, SegmentPosition } from './finding.js';

/** Maximum number of pages and of findings that are kept. */
const maxKept = 1000;

/** Where something was found. */
export interface PlaceInInput {
  /** The input's name. */
  readonly input: string;
  /** From 1. */
  readonly line: number;
  readonly byteOffset: number;
}

/** A page of a result that may be in several inputs. */
export interface KeptPage extends PlaceInInput {
  readonly page: Page;
}

/**
 * What a scan found out that concerns its inputs together, so that the results of several scans can be joined to what
 * one scan of all their inputs would have found.
 */
export interface AcrossInputs {
  readonly documents: number;
  /** Numbers of endpoint events and file events among them; only the first of each is sure to be counted. */
  readonly endpointEvents: number;
  readonly fileEvents: number;
  /** In the order of the scan. */
  readonly pages: readonly KeptPage[];
  /** Problems and warnings that the above led to. More inputs could resolve them. */
  readonly findings: readonly Problem[];
  /** Whether there were more pages or findings than are listed, so that nothing can resolve the latter. */
  readonly isCut: boolean;
}

/** Says that a fault concerns the inputs together. */
export type Across = 'across';

/** @param at relative to the input. */
export function placeIn(input: string, { line, byteOffset }: SegmentPosition): PlaceInInput {
  return { input, line: line + 1, byteOffset };
}

/** Keeps what concerns the inputs of a scan together, in bounded memory. */
export class AcrossInputsRecord {
  readonly #pages: KeptPage[] = [];
  readonly #findings: Problem[] = [];
  #isCut = false;

  addPage(page: KeptPage): void {
    if (this.#pages.length < maxKept) this.#pages.push(page);
    else this.#isCut = true;
  }

  addFinding(finding: Problem): void {
    if (this.#findings.length < maxKept) this.#findings.push(finding);
    else this.#isCut = true;
  }

  result(counts: Pick<AcrossInputs, 'documents' | 'endpointEvents' | 'fileEvents'>): AcrossInputs {
    return {
      ...counts,
      pages: this.#pages,
      findings: this.#findings,
      isCut: this.#isCut,
    };
  }
}

import type { EventDocument } from '../export/document.js';
import type { DocumentFinding, Fault, Provenance, SegmentPosition } from './finding.js';
import type { Judgement } from './judge.js';

/** A position, and a document's number there if it is one of several. */
export type DocumentPosition = Pick<DocumentFinding, 'line' | 'byteOffset' | 'position'>;

/** Receives what a document judge finds. */
export interface JudgeTarget {
  /** Receives a document that the judge selected. */
  selected(found: SelectedDocument, at: DocumentPosition): void;
  fault(fault: Fault, at: SegmentPosition): void;
}

/** A document that the judge selected. */
export interface SelectedDocument {
  readonly judgement: Judgement;
  readonly document: EventDocument;
  readonly provenance: Provenance | undefined;
  /** Set if the document lacks `process.executable`: see {@link SegmentTally.executables}. */
  readonly shapeWithoutExecutable: string | undefined;
}

import type { EventDocument } from '../export/document.js';
import type { JsonTexts } from '../json/element-text.js';
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

/** Where a document comes from that is not a whole line, array element or hit. */
export interface Origin {
  readonly provenance?: Provenance | undefined;
  /** The texts of the values in the JSON text inside another value that holds the document, if it is in such text. */
  readonly texts?: JsonTexts | undefined;
}

/** A document that the judge selected. */
export interface SelectedDocument extends Origin {
  readonly judgement: Judgement;
  readonly document: EventDocument;
  /** Set if the document lacks `process.executable`: see {@link SegmentTally.executables}. */
  readonly shapeWithoutExecutable?: string | undefined;
}

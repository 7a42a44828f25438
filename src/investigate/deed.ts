import type { EventNumber, Shown } from './shown.js';

/** That a file was there before it was planted, so that it was changed or replaced. The value is what happened first. */
export interface EarlierFile<Reference = EventNumber> extends Shown<Reference> {
  readonly value: 'created' | 'changed' | 'moved' | 'deleted';
}

/** Another file with the same contents. */
export interface FileCopy<Reference = EventNumber> extends Shown<Reference> {
  readonly path: string;
  /** The name or id of its host, if it is another one. */
  readonly host?: string | undefined;
}

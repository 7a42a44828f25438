import { JSONParser } from '@streamparser/json';
import type { JsonValue } from '../json/value.js';
import type { SegmentPosition } from './finding.js';

/** A response without its documents. */
export class ResponseFrame {
  readonly position: SegmentPosition;
  /** Number of brackets open around it. */
  readonly depth: number;
  bytes = 0;
  /** Undefined until it is complete, and if it is not valid JSON. */
  value: JsonValue | undefined;
  readonly #parser: JSONParser = new JSONParser({ paths: ['$'] });
  #isBroken = false;

  constructor(position: SegmentPosition, depth: number) {
    this.position = position;
    this.depth = depth;
    this.#parser.onValue = ({ value }) => {
      this.value = value as JsonValue;
    };
    this.#parser.onError = () => {
      this.#isBroken = true;
    };
  }

  write(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    if (!this.#isBroken && bytes.length > 0) this.#parser.write(bytes);
  }
}

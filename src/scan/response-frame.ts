import { JSONParser } from '@streamparser/json';
import type { JsonValue } from '../json/value.js';
import type { SegmentPosition } from './finding.js';

/** A response without its documents. */
export class ResponseFrame {
  readonly spot: SegmentPosition;
  /** How many brackets are open around it. */
  readonly depth: number;
  bytes = 0;
  /** Undefined until it is complete, and where it is no JSON. */
  value: JsonValue | undefined;
  readonly #parser: JSONParser = new JSONParser({ paths: ['$'] });
  #isBroken = false;

  constructor(spot: SegmentPosition, depth: number) {
    this.spot = spot;
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

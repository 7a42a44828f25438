import type { Input } from '../input/input.js';
import type { Output } from '../io/process.js';

/** When progress is first shown and how often it is redrawn, in milliseconds. */
const firstMs = 1000;
const everyMs = 200;

/** Shows the progress of scans that take longer than a second, on one line of the terminal. */
export class Progress {
  readonly #output: Output;
  readonly #enabled: boolean;
  readonly #started = Date.now();
  #drawn = this.#started + firstMs - everyMs;
  #visible = false;
  #bytes = 0;
  /** Bytes to read; NaN if an input is a stream. */
  #total = 0;
  #matches = 0;

  constructor(output: Output, enabled: boolean) {
    this.#output = output;
    this.#enabled = enabled;
  }

  /** Adds the size of an input to the total. */
  addInput(input: Input): void {
    if (input.kind === 'file') this.#total += input.state.size;
    else if (input.kind === 'stream') this.#total = Number.NaN;
  }

  countMatch(): void {
    this.#matches += 1;
  }

  advance(bytes: number): void {
    this.#bytes += bytes;
    const now = Date.now();
    if (!this.#enabled || now - this.#drawn < everyMs) return;
    this.#drawn = now;
    const rate = (1000 * this.#bytes) / (now - this.#started);
    const text = `${this.#read()}, ${megabytes(rate)}/s, matches: ${this.#matches}`;
    const width = this.#output.columns ?? 80;
    void this.#output.write(`\r\x1b[K${text.slice(0, width - 1)}`);
    this.#visible = true;
  }

  /** How far the scan has come, in words. */
  soFar(): string {
    return `${this.#read()}, matches: ${this.#matches}`;
  }

  #read(): string {
    if (Number.isNaN(this.#total)) return megabytes(this.#bytes);
    const percent = Math.floor((100 * this.#bytes) / Math.max(1, this.#total));
    return `${megabytes(this.#bytes)} of ${megabytes(this.#total)} (${percent}%)`;
  }

  /** Erases the line, so that something else can be written. */
  clear(): void {
    if (this.#visible) void this.#output.write('\r\x1b[K');
    this.#visible = false;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

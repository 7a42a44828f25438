import type { FoundFile } from './held-faults.js';
import type { InputStatus } from './sink.js';
import { type SkippedFile, SkippedFileList, type SkippedFiles } from './skipped-files.js';

const none: readonly never[] = [];

/** The statuses of the inputs, in their order, and the files that were skipped. */
export class InputStatuses {
  readonly #all: InputStatus[] = [];
  readonly #skipped = new SkippedFileList();
  /** Files that were read and turned out not to be logs. */
  readonly #notLogs = new Map<InputStatus, FoundFile>();

  /** Number of inputs so far, including those that turned out not to be logs. */
  get length(): number {
    return this.#all.length;
  }

  /** The inputs that were scanned. */
  get scanned(): InputStatus[] {
    return this.#all.filter((status) => this.isScanned(status));
  }

  get skipped(): SkippedFiles {
    return this.#skipped.result();
  }

  begin(name: string): InputStatus {
    const status = emptyStatus(name);
    this.#all.push(status);
    return status;
  }

  skip(file: SkippedFile): void {
    this.#skipped.add(file);
  }

  /** An input is not a log: it counts as skipped. */
  dropNotLogs(status: InputStatus, file: FoundFile, skipped: SkippedFile): void {
    this.#notLogs.set(status, file);
    this.skip(skipped);
  }

  isScanned(status: InputStatus): boolean {
    return !this.#notLogs.has(status);
  }

  sum(key: Exclude<keyof InputStatus, 'name' | 'formats' | 'shapes'>): number {
    return this.scanned.reduce((sum, status) => sum + status[key], 0);
  }

  /** If all that was read turned out not to be logs: the first directory that was searched, and the number of files. */
  fruitlessSearch(): { readonly directory: string; readonly files: number } | undefined {
    const [file] = this.#notLogs.values();
    const files = this.#notLogs.size;
    if (file === undefined || files < this.#all.length) return undefined;
    return { directory: file.directory ?? file.name, files };
  }
}

/** The status of an input of which nothing has been read. */
export function emptyStatus(name: string): InputStatus {
  const counts = { bytes: 0, lines: 0, matches: 0, problems: 0, warnings: 0 };
  return { name, ...counts, formats: none, shapes: none };
}

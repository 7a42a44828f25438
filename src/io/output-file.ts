import {
  closeSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { OutputError, systemFailure, UsageError } from './errors.js';
import { type FileIdentity, identityOf, regularFileAt } from './file-identity.js';
import type { Writer } from './writer.js';

/**
 * A file that a report is written to. The report goes to a temporary file in the same directory, which is renamed once
 * it is complete: readers find the old report or the new one, never half of one. Pipes and devices are written
 * directly. Writes after the end are ignored.
 */
export class OutputFile implements Writer {
  readonly name: string;
  /** The existing file that this one will replace. */
  readonly replaces: FileIdentity | undefined;
  /** The file that is being written, until it replaces that one. */
  readonly temporary: FileIdentity | undefined;
  readonly #descriptor: number;
  readonly #target: string;
  readonly #temporary: string | undefined;
  #isOpen = true;

  /**
   * @param isPrivate whether only its owner may read it, even if it replaces a file that others may read.
   * @throws UsageError if the file cannot be created.
   */
  constructor(name: string, isPrivate = false) {
    this.name = name;
    const stats = statSync(name, { bigint: true, throwIfNoEntry: false });
    try {
      this.#target = stats === undefined ? path.resolve(name) : realpathSync(name);
      if (stats !== undefined && !stats.isFile()) {
        this.#descriptor = openSync(name, 'w');
      } else {
        const { dir, base } = path.parse(this.#target);
        this.#temporary = path.join(dir, `.${base}.${process.pid}.tmp`);
        const mode = isPrivate ? 0o600 : Number(stats?.mode ?? 0o666);
        this.#descriptor = openSync(this.#temporary, 'wx', mode);
      }
    } catch (error) {
      const { code, description } = systemFailure(error);
      if (code === 'EEXIST' && this.#temporary !== undefined) {
        throw new UsageError(
          `cannot write ${name}: its temporary file ${this.#temporary} already exists`,
          'write only one report to each file; if an earlier run was killed, remove its temporary file',
          error,
        );
      }
      throw new UsageError(`cannot write ${name}: ${description}`, undefined, error);
    }
    this.replaces = stats?.isFile() ? identityOf(stats) : undefined;
    this.temporary = regularFileAt(this.#descriptor);
  }

  write(data: string | Uint8Array): void {
    if (!this.#isOpen) return;
    try {
      writeFileSync(this.#descriptor, data);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** The report is complete: moves it into place. */
  finish(): void {
    try {
      this.#close();
      if (this.#temporary !== undefined) renameSync(this.#temporary, this.#target);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** The report will not be completed: removes it. */
  discard(): void {
    this.#close();
    if (this.#temporary !== undefined) unlinkSync(this.#temporary);
  }

  #close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }

  #failure(error: unknown): OutputError {
    return new OutputError(`cannot write ${this.name}: ${systemFailure(error).description}`, {
      cause: error,
    });
  }
}

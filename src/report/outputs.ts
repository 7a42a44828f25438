import { type FileIdentity, isSameFile } from '../io/file-identity.js';
import { OutputFile } from '../io/output-file.js';
import type { Output } from '../io/process.js';
import { BufferedWriter, type Writer } from '../io/writer.js';
import type { FormatEntry } from './formats.js';
import type { CommonReporter, ReportContext } from './reporter.js';

/** A format's registry entry, for any kind of reporter. */
export type OutputFormat<R> = FormatEntry<(writer: Writer, context: ReportContext) => R>;

/** The part of the context that is the same for every report of a run. */
export type SharedContext = Pick<
  ReportContext,
  'version' | 'rule' | 'isLong' | 'parts' | 'foldsParts' | 'defangs' | 'bulk'
>;

/** All reports of a run: the one on stdout and those in files. */
export class Outputs<R extends CommonReporter> {
  readonly #stdout: Output;
  readonly #shared: SharedContext;
  readonly #reporters: R[] = [];
  readonly #writers: BufferedWriter[] = [];
  /** Files that are not yet in place. */
  readonly #files: OutputFile[] = [];

  constructor(stdout: Output, shared: SharedContext) {
    this.#stdout = stdout;
    this.#shared = shared;
  }

  async openStdout(format: OutputFormat<R>, color: boolean): Promise<void> {
    await this.#add(format, this.#stdout, {
      color,
      terminal: this.#stdout.isTTY,
      width: this.#stdout.columns,
    });
  }

  /**
   * Opens a report in a file.
   *
   * @param isPrivate whether only its owner may read it.
   * @throws UsageError if the file cannot be created.
   */
  async openFile(format: OutputFormat<R>, name: string, isPrivate: boolean): Promise<OutputFile> {
    const file = new OutputFile(name, isPrivate);
    this.#files.push(file);
    await this.#add(format, file, { color: false, terminal: false, width: undefined });
    return file;
  }

  async #add(
    format: OutputFormat<R>,
    output: Writer,
    context: Pick<ReportContext, 'color' | 'terminal' | 'width'>,
  ): Promise<void> {
    const writer = new BufferedWriter(output);
    this.#writers.push(writer);
    const makeReporter = await format.load();
    this.#reporters.push(makeReporter(writer, { ...this.#shared, ...context }));
  }

  /** Whether the report on stdout is written to a file, or another report will replace it. */
  writesTo(file: FileIdentity): boolean {
    return [this.#stdout.file, ...this.#files.map(({ replaces }) => replaces)].some(
      (written) => written !== undefined && isSameFile(written, file),
    );
  }

  /** Whether a file exists only until the reports are complete. */
  isTemporary(file: FileIdentity): boolean {
    return this.#files.some(
      ({ temporary }) => temporary !== undefined && isSameFile(temporary, file),
    );
  }

  /** Whether nobody will read any of the reports. */
  get isAbandoned(): boolean {
    return this.#stdout.isClosed && this.#files.length === 0;
  }

  /** Calls every reporter at once, and waits only for those that take time. */
  each(report: (reporter: R) => void | Promise<void>): void | Promise<void> {
    const waits = this.#reporters.map(report).filter((wait) => wait !== undefined);
    if (waits.length > 0) return Promise.all(waits).then(() => {});
  }

  /** @param beforeWrite called before anything is written. */
  flush(beforeWrite: () => void): void | Promise<void> {
    const flushed = this.each((reporter) => reporter.flush?.());
    if (flushed === undefined && this.#writers.every(({ isEmpty }) => isEmpty)) return undefined;
    return this.#write(flushed, beforeWrite);
  }

  async #write(flushed: void | Promise<void>, beforeWrite: () => void): Promise<void> {
    await flushed;
    for (const writer of this.#writers) {
      if (writer.isEmpty) continue;
      beforeWrite();
      await writer.flush();
    }
  }

  /** Ends every report and moves the files into place. */
  async finish(end: (reporter: R) => void | Promise<void>): Promise<void> {
    for (const reporter of this.#reporters) await end(reporter);
    for (const writer of this.#writers) await writer.flush();
    await this.#stdout.drain();
    for (let file = this.#files[0]; file !== undefined; file = this.#files[0]) {
      file.finish();
      this.#files.shift();
    }
  }

  /** Removes all files that are not yet in place. */
  discard(): void {
    for (const file of this.#files.splice(0)) file.discard();
  }
}

import { type TableStart, tableStart } from '../export/table-header.js';
import { newline } from '../json/ascii.js';
import type { CandidateReader } from './candidates.js';
import type { SegmentPosition } from './finding.js';
import { isIdleRow } from './idle-rows.js';
import { TableReader } from './table-reader.js';

const carriageReturn = 0x0d;

/** The most bytes that a row with line ends in its cells may have. */
const maxQuotedBytes = 4 * 1024 * 1024;

/**
 * Reads a table in text, line by line: perhaps titles, a header of field names, then a document per row.
 *
 * Text is kept with one character for each byte, so that positions are those of bytes.
 */
export class CsvRowReader {
  readonly #target: CandidateReader;
  readonly #maxRowBytes: number;
  /** The text before the rows, until the header is found. */
  #head = '';
  #rows: TableReader | undefined;
  #lineEnd: TableStart['lineEnd'] = '\n';
  /** The parts of the line that has not ended yet, unless it is over the limit. */
  #parts: string[] = [];
  #lineBytes = 0;
  /** Where that line starts. */
  #at: SegmentPosition = { line: 0, byteOffset: 0 };

  constructor(target: CandidateReader, maxRowBytes: number) {
    this.#target = target;
    this.#maxRowBytes = maxRowBytes;
  }

  get count(): number {
    return this.#at.line + (this.#lineBytes > 0 ? 1 : 0);
  }

  write(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#rows === undefined) this.#begin(bytes.toString('latin1'), false);
    else this.#readLines(bytes);
  }

  end(): void {
    if (this.#rows === undefined) this.#begin('', true);
    const isTerminated = this.#lineBytes === 0;
    if (!isTerminated) this.#endLine('');
    this.#rows?.end(isTerminated);
  }

  /** Looks for the header in the text so far. */
  #begin(text: string, isWhole: boolean): void {
    this.#head += text;
    const found = tableStart(this.#head, isWhole);
    if (found === 'more') return;
    const head = this.#head;
    this.#head = '';
    if (found === undefined) throw new Error('the text does not begin like a table');
    const { header, titles, label, lineEnd } = found;
    this.#lineEnd = lineEnd;
    const { mentions } = this.#target.judge.rule.subject;
    for (const title of titles.match(/[^\r\n]*(?:\r\n|[\r\n])/g) ?? []) {
      if (mentions.isIn(title)) this.#target.fault({ kind: 'mention-in-title' }, this.#at);
      const isLine = lineEnd === '\r' || title.endsWith('\n');
      this.#at = {
        line: this.#at.line + (isLine ? 1 : 0),
        byteOffset: this.#at.byteOffset + title.length,
      };
    }
    this.#rows = new TableReader(
      this.#target,
      header,
      this.#at,
      Math.min(this.#maxRowBytes, maxQuotedBytes),
    );
    const rest = head.slice(titles.length + label.length);
    const end = /^(?:\r\n|[\r\n])/.exec(rest)?.[0] ?? '';
    this.#at = {
      line: this.#at.line + (end === '' ? 0 : 1),
      byteOffset: this.#at.byteOffset + label.length + end.length,
    };
    this.#readLines(Buffer.from(rest.slice(end.length), 'latin1'));
  }

  #readLines(bytes: Buffer): void {
    for (let start = 0; ; ) {
      start = this.#skipRows(bytes, start);
      const end = this.#endOfLine(bytes, start);
      if (end < 0) {
        if (start < bytes.length) this.#addPart(bytes.toString('latin1', start));
        return;
      }
      this.#addPart(bytes.toString('latin1', start, end));
      this.#endLine(bytes[end] === newline ? '\n' : '\r');
      start = end + 1;
    }
  }

  /** Skips rows that certainly cannot matter. Returns the start of the first other line. */
  #skipRows(bytes: Buffer, from: number): number {
    const skippable = this.#lineBytes === 0 ? this.#rows?.skippable : undefined;
    if (skippable === undefined || this.#lineEnd !== '\n') return from;
    const { delimiter, columns } = skippable;
    let rows = 0;
    let start = from;
    let last = from;
    for (;;) {
      const lineEnd = bytes.indexOf(newline, start);
      if (lineEnd < 0 || lineEnd - start > this.#maxRowBytes) break;
      const end = bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
      if (!isIdleRow(bytes, start, end, delimiter, columns)) break;
      last = start;
      start = lineEnd + 1;
      rows += 1;
    }
    if (rows > 0) {
      const { line, byteOffset } = this.#at;
      const lastAt = { line: line + rows - 1, byteOffset: byteOffset + last - from };
      this.#rows?.skip(rows, lastAt);
      this.#at = { line: line + rows, byteOffset: byteOffset + start - from };
    }
    return start;
  }

  #endOfLine(bytes: Buffer, start: number): number {
    const feed = bytes.indexOf(newline, start);
    if (this.#lineEnd === '\n') return feed;
    const end = bytes.indexOf(carriageReturn, start);
    return end < 0 || (feed >= 0 && feed < end) ? feed : end;
  }

  #addPart(part: string): void {
    this.#lineBytes += part.length;
    if (this.#lineBytes > this.#maxRowBytes) this.#parts = [];
    else this.#parts.push(part);
  }

  #endLine(terminator: string): void {
    const bytes = this.#lineBytes;
    const at = this.#at;
    const text = this.#parts.length === 1 ? (this.#parts[0] ?? '') : this.#parts.join('');
    this.#parts = [];
    this.#lineBytes = 0;
    this.#at = {
      line: at.line + (terminator === '' ? 0 : 1),
      byteOffset: at.byteOffset + bytes + terminator.length,
    };
    if (bytes > this.#maxRowBytes) this.#rows?.overlong(bytes, at);
    else this.#rows?.line(text.endsWith('\r') ? text.slice(0, -1) : text, at);
  }
}

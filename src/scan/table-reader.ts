import { countPlain, measureQuoted } from '../export/delimited.js';
import { headerOf, type TableHeader } from '../export/table-header.js';
import type { CandidateReader } from './candidates.js';
import type { Fault, SegmentPosition } from './finding.js';
import { type QuotedRow, RowJudge, type TextLine } from './row-judge.js';

/** Sizes at which exports of Kibana and ES|QL stop by default. */
const defaultSizes: ReadonlySet<number> = new Set([1_000, 10_000]);

/** What a line costs besides its text, in bytes. */
const lineOverhead = 100;

/** What may be part of a header, but hardly of any other line. */
const headerHint = /@timestamp|_source|_raw|(?:event|file|host|process)\W{0,2}[._/a-z]/i;

/** The line under a header in a table that is laid out for people. */
function isRule(line: string): boolean {
  return line.includes('--') && /^[-+|:=,;\t ]+$/.test(line);
}

/**
 * Reads the rows of a table, whose cells may be quoted or not.
 *
 * A row in which quotes matter has two interpretations: as one row with quoted cells, perhaps over several lines, or as lines
 * without any. If the path is mentioned in it, both are judged, and it is a problem if neither can be relied on.
 */
export class TableReader {
  readonly #target: CandidateReader;
  readonly #maxBytes: number;
  readonly #judge: RowJudge;
  #header: TableHeader;
  #isRefused = false;
  #isFirst = true;
  #rows = 0;
  /** The row that has not ended, as a quoted cell in it has not. */
  #open:
    | {
        readonly at: SegmentPosition;
        readonly lines: TextLine[];
        count: number;
        isStrict: boolean;
        bytes: number;
      }
    | undefined;
  readonly #start: SegmentPosition;
  #last: SegmentPosition;

  /** @param maxBytes the most bytes that a row with line ends in its cells may have. */
  constructor(target: CandidateReader, header: TableHeader, at: SegmentPosition, maxBytes: number) {
    this.#target = target;
    this.#maxBytes = maxBytes;
    this.#header = header;
    this.#start = at;
    this.#last = at;
    this.#target.fault({ kind: 'kibana-csv' }, at);
    this.#judge = new RowJudge(target, header, at);
  }

  line(text: string, at: SegmentPosition): void {
    const line = { text, at };
    if (this.#isFirst && (this.#header.isAligned || isRule(text))) {
      this.#isRefused = true;
      this.#target.fault({ kind: 'text-table' }, at);
    }
    this.#isFirst = false;
    if (this.#isRefused) return;
    const header = this.#headerOn(text);
    if (header !== undefined && !header.isAligned) {
      this.#closeOpen({ kind: 'cut-short' });
      this.#header = header;
      this.#judge.addHeader(header, at);
      return;
    }
    const open = this.#open;
    if (open === undefined && isBlank(text)) return;
    this.#last = at;
    const { count, isStrict, isOpen } = measureQuoted(
      text,
      this.#header.delimiter,
      open !== undefined,
    );
    if (open === undefined) {
      if (isOpen) this.#open = { at, lines: [line], count, isStrict, bytes: text.length };
      else this.#take({ at, lines: [line], count, isStrict, isOpen });
      return;
    }
    open.lines.push(line);
    open.count += count - 1;
    open.isStrict &&= isStrict;
    open.bytes += text.length + lineOverhead;
    if (!isOpen) {
      this.#open = undefined;
      this.#take({ ...open, isOpen });
    } else if (open.bytes > this.#maxBytes) {
      this.#closeOpen({ kind: 'unclosed-quote', limit: this.#maxBytes });
    }
  }

  /**
   * What a row has to be like to be skipped if it does not mention the path; undefined if none may be skipped now. The
   * delimiter is a byte.
   */
  get skippable(): { readonly delimiter: number; readonly columns: number } | undefined {
    const isBetweenRows = !this.#isRefused && !this.#isFirst && this.#open === undefined;
    if (!isBetweenRows || this.#target.needsEveryValue || this.#judge.needsNotes) return undefined;
    const { delimiter, columns } = this.#header;
    return { delimiter: delimiter.charCodeAt(0), columns: columns.length };
  }

  /** Rows were skipped, of which the last one is at `last`. Precondition: they are {@link skippable}. */
  skip(rows: number, last: SegmentPosition): void {
    this.#rows += rows;
    this.#last = last;
  }

  overlong(bytes: number, at: SegmentPosition): void {
    if (this.#isRefused) return;
    this.#closeOpen({ kind: 'cut-short' });
    this.#isFirst = false;
    this.#target.lineTooLong(bytes, at);
  }

  end(isTerminated: boolean): void {
    if (this.#isRefused) return;
    const lost = this.#closeOpen({ kind: 'cut-short' });
    // A row without a line end may be truncated in a cell, which nothing else would show.
    if (!isTerminated && !lost) this.#target.fault({ kind: 'cut-short' }, this.#last);
    this.#judge.end();
    if (defaultSizes.has(this.#rows)) {
      this.#target.fault({ kind: 'default-size', hits: this.#rows, isTable: true }, this.#start);
    }
  }

  #headerOn(text: string): TableHeader | undefined {
    if (text.includes('/') || !headerHint.test(text)) return undefined;
    return headerOf(text);
  }

  /**
   * Ends a row whose quoted cell does not end: its lines are then rows of their own.
   *
   * @returns whether that is a problem: some of them are not.
   */
  #closeOpen(fault: Fault): boolean {
    const open = this.#open;
    this.#open = undefined;
    return open !== undefined && this.#takeLines(open, fault);
  }

  /**
   * Takes each line as a row.
   *
   * @returns whether some of them are none, which is then reported.
   */
  #takeLines({ lines, at }: Pick<QuotedRow, 'lines' | 'at'>, fault: Fault): boolean {
    const { delimiter, columns } = this.#header;
    const rows = lines
      .filter(({ text }) => !isBlank(text))
      .map((line) => ({
        ...measureQuoted(line.text, delimiter, false),
        at: line.at,
        lines: [line],
      }));
    const isLost = rows.some(
      (row) => !isWhole(row, columns.length) && !this.#isPlain(row.lines[0]),
    );
    if (isLost) this.#target.fault(fault, at);
    for (const row of rows) this.#take(row, isLost);
    return isLost;
  }

  /** Whether a line is a row if quotes in it are ordinary characters. */
  #isPlain(line: TextLine | undefined): boolean {
    const { delimiter, columns } = this.#header;
    return line !== undefined && countPlain(line.text, delimiter) === columns.length;
  }

  /** @param isReported whether a problem has been reported for the row. */
  #take(row: QuotedRow, isReported = false): void {
    const { columns } = this.#header;
    const { at, lines, count } = row;
    const [line] = lines;
    const isQuoted = isWhole(row, columns.length);
    const { mentions } = this.#target;
    const isMentioned = lines.some(({ text }) => mentions.mayBeIn(text));
    const size = { cells: count, columns: columns.length };
    if (!isQuoted && lines.length > 1) {
      this.#takeLines(row, { kind: 'ragged-row', ...size });
    } else if (!isQuoted && !this.#isPlain(line)) {
      if (line?.text.includes('\r')) this.#takeReturns(line);
      else if (isMentioned) this.#target.fault({ kind: 'unassigned-row', ...size }, at);
      else if (!isReported) this.#target.fault({ kind: 'ragged-row', ...size }, at);
    } else {
      this.#rows += 1;
      if (!isMentioned) this.#judge.note(line?.text ?? '');
      if (!isMentioned && !this.#target.needsEveryValue) return;
      const plain = lines.filter((one) => this.#isPlain(one));
      this.#judge.judge(row, plain, isQuoted);
    }
  }

  /** Takes a line of several rows, each of which ends in a carriage return. */
  #takeReturns({ text, at }: TextLine): void {
    let { byteOffset } = at;
    for (const part of text.split('\r')) {
      const line = { text: part, at: { line: at.line, byteOffset } };
      byteOffset += part.length + 1;
      if (part !== '')
        this.#take({
          ...measureQuoted(part, this.#header.delimiter, false),
          at: line.at,
          lines: [line],
        });
    }
  }
}

function isBlank(text: string): boolean {
  return /^\s*$/.test(text);
}

/** Whether a row has a cell for each column if quotes are taken as quotes. */
function isWhole({ count, isOpen }: QuotedRow, columns: number): boolean {
  return !isOpen && count === columns;
}

import { type Parser, parse } from 'csv-parse';
import { csvDelimiter, fieldOf, rowInterpretations } from '../export/kibana-csv.js';
import { newline } from '../json/ascii.js';
import { fieldsOf, requiredFieldsOf } from '../rule/rule.js';
import type { CandidateReader } from './candidates.js';
import type { Fault, SegmentPosition } from './finding.js';

/** A row, and how far `csv-parse` had read at its end. */
interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number; readonly bytes: number };
}

/** A path that the rule can match. */
const underInitD = /\/etc\/init\.d\//i;

/** Bytes to parse at a time: keeping more rows in memory costs more than it saves. */
const pieceBytes = 16 * 1024;

/** Reads CSV that Kibana's Discover exports: a header of field names, then a document per row. */
export class CsvRowReader {
  readonly #target: CandidateReader;
  readonly #maxRowBytes: number;
  /** The names of the fields that the rule reads. */
  readonly #ruleFields: ReadonlySet<string>;
  #head: Buffer = Buffer.alloc(0);
  #parser: Parser | undefined;
  #columns: readonly string[] | undefined;
  /** The columns of `file.path`: rows are skipped if none of them can match. */
  #pathColumns: readonly number[] = [];
  /** Positions of the last row and the next one. */
  #last: SegmentPosition = { line: 0, byteOffset: 0 };
  #next: SegmentPosition = { line: 0, byteOffset: 0 };
  #newlines = 0;
  #isTerminated = true;
  /** The fault and offset of the last row reported as incomplete. */
  #lastReported = '';

  constructor(target: CandidateReader, maxRowBytes: number) {
    this.#target = target;
    this.#maxRowBytes = maxRowBytes;
    this.#ruleFields = new Set(fieldsOf(target.judge.rule).map(({ name }) => name));
  }

  get count(): number {
    return this.#newlines + (this.#isTerminated ? 0 : 1);
  }

  write(chunk: Uint8Array): void {
    for (const byte of chunk) if (byte === newline) this.#newlines += 1;
    this.#isTerminated = chunk.at(-1) === newline;
    if (this.#parser === undefined) {
      this.#head = Buffer.concat([this.#head, chunk]);
      if (this.#head.includes(newline)) this.#begin();
      this.#readRows();
    } else {
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        this.#parser.write(Buffer.from(chunk.subarray(at, at + pieceBytes)));
        this.#readRows();
      }
    }
  }

  end(): void {
    if (this.#parser === undefined) this.#begin();
    this.#parser?.end();
    this.#readRows();
    // Kibana ends every row with a line break. Only its absence shows that a row may be truncated in a cell.
    const isSwallowed = this.#lastReported.endsWith(` ${this.#next.byteOffset}`);
    if (!this.#isTerminated || isSwallowed)
      this.#reportIncompleteRow({ kind: 'cut-short' }, this.#last);
  }

  /** Reports a row that could not be read in full, once. After a row over the limit, a cell may swallow all others. */
  #reportIncompleteRow(fault: Fault, row: SegmentPosition): void {
    const key = `${fault.kind} ${row.byteOffset}`;
    if (this.#lastReported === key) return;
    this.#lastReported = key;
    this.#target.fault(fault, row);
  }

  /** Opens the parser once the header has been read. */
  #begin(): void {
    // A byte order mark is white space to `trimStart`.
    const [header = ''] = this.#head.toString().trimStart().split('\n');
    this.#parser = parse({
      bom: true,
      delimiter: csvDelimiter(header) ?? ',',
      info: true,
      max_record_size: this.#maxRowBytes,
      record_delimiter: ['\n', '\r\n'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
    });
    this.#parser.on('skip', (error: { readonly code: string } | undefined) => {
      this.#readRows();
      this.#last = this.#next;
      const limit = this.#maxRowBytes;
      const tooLong: Fault = { kind: 'line-too-long', bytes: limit + 1, limit };
      const isTooLong = error?.code === 'CSV_MAX_RECORD_SIZE';
      this.#reportIncompleteRow(isTooLong ? tooLong : { kind: 'cut-short' }, this.#next);
    });
    this.#parser.write(this.#head);
  }

  #readRows(): void {
    for (let row = this.#nextRow(); row !== undefined; row = this.#nextRow()) {
      const at = this.#next;
      this.#last = at;
      this.#next = { line: row.info.lines, byteOffset: row.info.bytes };
      if (this.#columns === undefined) this.#acceptHeader(row.record, at);
      else this.#acceptRow(this.#columns, row.record, at);
    }
  }

  #nextRow(): CsvRow | undefined {
    return (this.#parser?.read() ?? undefined) as CsvRow | undefined;
  }

  #acceptHeader(labels: readonly string[], at: SegmentPosition): void {
    const columns = labels.map((label) => fieldOf(label.trim()));
    this.#columns = columns;
    this.#pathColumns = columns.flatMap((field, column) => (field === 'file.path' ? [column] : []));
    this.#target.fault({ kind: 'kibana-csv' }, at);
    const required = requiredFieldsOf(this.#target.judge.rule);
    const missing = required.filter((field) => !columns.includes(field));
    if (missing.length > 0) this.#target.fault({ kind: 'missing-columns', fields: missing }, at);
  }

  #acceptRow(columns: readonly string[], cells: readonly string[], at: SegmentPosition): void {
    if (cells.length !== columns.length) {
      const fault = { kind: 'ragged-row', cells: cells.length, columns: columns.length } as const;
      this.#target.fault(fault, at);
    }
    const isCandidate = this.#pathColumns.some((column) => underInitD.test(cells[column] ?? ''));
    if (!isCandidate && !this.#target.needsEveryValue) return;
    this.#target.judgeInterpretations(rowInterpretations(columns, cells, this.#ruleFields), at);
  }
}

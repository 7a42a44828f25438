import { type Parser, parse } from 'csv-parse';
import { csvDelimiter, fieldOf, missingFields, rowReadings } from '../event/kibana-csv.js';
import type { Candidates } from './candidates.js';
import type { Spot } from './finding.js';

/** A row with what `csv-parse` tells of the input up to its end. */
interface Row {
  readonly record: readonly string[];
  readonly info: { readonly lines: number; readonly bytes: number };
}

/** Reads what Kibana's Discover exports as CSV: a header of field names, then a document a row. */
export class KibanaCsv {
  readonly #target: Candidates;
  readonly #maxRowBytes: number;
  #head: Buffer = Buffer.alloc(0);
  #parser: Parser | undefined;
  #columns: readonly string[] | undefined;
  /** Where the last row begins, and the next. */
  #last: Spot = { line: 0, byteOffset: 0 };
  #next: Spot = { line: 0, byteOffset: 0 };
  #newlines = 0;
  #isTerminated = true;
  #isCutShort = false;
  #isOver = false;

  constructor(target: Candidates, maxRowBytes: number) {
    this.#target = target;
    this.#maxRowBytes = maxRowBytes;
  }

  /** Lines so far: newlines, and 1 more for a last line that has none. */
  get count(): number {
    return this.#newlines + (this.#isTerminated ? 0 : 1);
  }

  write(chunk: Uint8Array): void {
    for (const byte of chunk) if (byte === 0x0a) this.#newlines += 1;
    this.#isTerminated = chunk.at(-1) === 0x0a;
    if (this.#parser === undefined) {
      this.#head = Buffer.concat([this.#head, chunk]);
      if (this.#head.includes(0x0a)) this.#begin();
    } else {
      this.#parser.write(Buffer.from(chunk));
    }
    this.#takeRows();
  }

  end(): void {
    if (this.#parser === undefined) this.#begin();
    this.#parser?.end();
    this.#takeRows();
    // Kibana ends every row with a line end. A row without may lack the end of a cell, and nothing else would tell.
    if (!this.#isTerminated && !this.#isCutShort) this.#cutShort();
  }

  #cutShort(): void {
    this.#isCutShort = true;
    this.#target.fault({ kind: 'cut-short' }, this.#last);
  }

  /** Opens the parser, once the header is in. */
  #begin(): void {
    const [header = ''] = this.#head
      .toString()
      .replace(/^\ufeff/, '')
      .trimStart()
      .split('\n');
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
    // A row in quotes that the input ends in; a row over the limit, after which nothing can be read.
    this.#parser.on('skip', () => {
      this.#last = this.#next;
      this.#cutShort();
    });
    this.#parser.on('error', () => {});
    this.#parser.write(this.#head);
  }

  #takeRows(): void {
    for (let row = this.#read(); row !== undefined; row = this.#read()) {
      const spot = this.#next;
      this.#last = spot;
      this.#next = { line: row.info.lines, byteOffset: row.info.bytes };
      if (this.#columns === undefined) this.#takeHeader(row.record, spot);
      else this.#takeRow(this.#columns, row.record, spot);
    }
    if (this.#parser?.errored && !this.#isOver) {
      this.#isOver = true;
      const limit = this.#maxRowBytes;
      this.#target.fault({ kind: 'line-too-long', bytes: limit + 1, limit }, this.#next);
    }
  }

  #read(): Row | undefined {
    return (this.#parser?.read() ?? undefined) as Row | undefined;
  }

  #takeHeader(labels: readonly string[], spot: Spot): void {
    this.#columns = labels.map((label) => fieldOf(label.trim()));
    this.#target.fault({ kind: 'kibana-csv' }, spot);
    const fields = missingFields(this.#columns);
    if (fields.length > 0) this.#target.fault({ kind: 'missing-columns', fields }, spot);
  }

  #takeRow(columns: readonly string[], cells: readonly string[], spot: Spot): void {
    if (cells.length !== columns.length) {
      const fault = { kind: 'ragged-row', cells: cells.length, columns: columns.length } as const;
      this.#target.fault(fault, spot);
    }
    this.#target.readings(rowReadings(columns, cells), spot);
  }
}

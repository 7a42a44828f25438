import { isJudgeable, namesActingProcess } from '../event/endpoint.js';
import type { Mentions } from '../event/mention.js';
import type { Products, Subject } from '../event/subject.js';
import { isMissing, objectIn } from '../export/cell-interpretations.js';
import { splitQuoted } from '../export/delimited.js';
import type { Document } from '../export/document.js';
import { lacksOnly, unclearFields } from '../export/row-doubts.js';
import {
  type FieldUses,
  maxInterpretations,
  rowInterpretations,
} from '../export/row-interpretations.js';
import { documentColumns, hitMembers, objectColumns } from '../export/shapes.js';
import type { TableHeader } from '../export/table-header.js';
import { mayHoldUnquotedRow } from '../export/unquoted-rows.js';
import { isObject, type JsonValue } from '../json/value.js';
import { requiredFieldsOf, usesOf } from '../rule/rule.js';
import type { CandidateReader } from './candidates.js';
import type { SegmentPosition } from './finding.js';

/** A line, with a character for each byte. */
export interface TextLine {
  readonly text: string;
  readonly at: SegmentPosition;
}

/** One or several lines that make up a row if quotes are taken as quotes. */
export interface QuotedRow {
  readonly at: SegmentPosition;
  readonly lines: readonly TextLine[];
  /** The number of its cells. */
  readonly count: number;
  readonly isStrict: boolean;
  /** Whether a quoted cell does not end. */
  readonly isOpen: boolean;
}

/** The field by whose absence the rule excludes events. */
const executable = 'process.executable';

/** The most headers of one table that rows are read by. */
const maxHeaders = 8;

/**
 * Judges the rows of a table.
 *
 * A row that mentions the path is read by every header so far, as an attacker might write a line that looks like one.
 */
export class RowJudge {
  readonly #target: CandidateReader;
  readonly #uses: FieldUses;
  readonly #subject: Subject;
  #header: TableHeader;
  /** All headers so far. */
  readonly #headers: TableHeader[] = [];
  /** Whether a row has an executable. */
  #sawExecutable = false;
  /** The rows that would match if they had an executable. */
  #withoutExecutable: { readonly at: SegmentPosition; rows: number } | undefined;

  constructor(target: CandidateReader, header: TableHeader, at: SegmentPosition) {
    this.#target = target;
    this.#uses = usesOf(target.judge.rule);
    this.#subject = target.judge.rule.subject;
    this.#header = header;
    this.addHeader(header, at);
  }

  /** Reads the rows that follow by another header. */
  addHeader(header: TableHeader, at: SegmentPosition): void {
    this.#header = header;
    const isKnown = this.#headers.some(
      ({ columns }) => columns.join('\n') === header.columns.join('\n'),
    );
    if (isKnown) return;
    if (this.#headers.length === maxHeaders) {
      this.#target.fault({ kind: 'too-many-headers', limit: maxHeaders }, at);
      this.#headers.shift();
    }
    this.#headers.push(header);
    const { columns } = header;
    if (this.#hasDocuments(columns)) return;
    const missing = requiredFieldsOf(this.#target.judge.rule).filter(
      (field) => ![field, ...prefixesOf(field)].some((name) => columns.includes(name)),
    );
    if (missing.length > 0) this.#target.fault({ kind: 'missing-columns', fields: missing }, at);
  }

  /** Whether rows that need not be judged may still show that the table has executables. */
  get needsNotes(): boolean {
    return !this.#sawExecutable && this.#header.columns.includes(executable);
  }

  /** Notes whether a row that need not be judged has an executable. */
  note(text: string): void {
    if (this.needsNotes) this.#noteExecutable(splitQuoted(text, this.#header.delimiter).cells);
  }

  #noteExecutable(cells: readonly string[]): void {
    this.#sawExecutable ||= this.#header.columns.some(
      (column, index) => column === executable && !isMissing(cells[index] ?? ''),
    );
  }

  /** The table has ended. */
  end(): void {
    const { at, rows = 0 } = this.#withoutExecutable ?? {};
    if (at === undefined || this.#sawExecutable) return;
    this.#target.fault({ kind: 'empty-column', field: executable, rows }, at);
  }

  /** Whether cells hold whole documents, as there is no column of paths. */
  #hasDocuments(columns: readonly string[]): boolean {
    return (
      columns.some((name) => documentColumns.has(name)) &&
      !columns.includes('file.path') &&
      !columns.includes('file')
    );
  }

  /**
   * Judges a row by both of its interpretations.
   *
   * @param plain those of its lines that are rows if quotes are ordinary characters.
   * @param isWhole whether it is a row if they are not.
   */
  judge(row: QuotedRow, plain: readonly TextLine[], isWhole: boolean): void {
    const { delimiter } = this.#header;
    const { mentions } = this.#subject;
    const { at } = row;
    const text = row.lines.map((line) => line.text).join('\n');
    const hasQuotes = text.includes('"');
    const isCertain = isWhole && (!hasQuotes || (this.#header.isQuoted && row.isStrict));
    const isOneLine = row.lines.length === 1;
    const unquoted = plain.map((line) => ({
      at: line.at,
      cells: decoded(line.text).split(delimiter),
    }));
    const quoted = isWhole ? [splitQuoted(decoded(text), delimiter).cells] : [];
    const areAllPlain = plain.length === row.lines.length;
    if (isOneLine || isCertain) {
      const alternatives = [...quoted, ...(isCertain ? [] : unquoted.map(({ cells }) => cells))];
      const doubted = row.isStrict && isWhole ? quoted : alternatives;
      if (this.#judgeCells(alternatives, at, doubted) || isCertain || areAllPlain) return;
    } else {
      this.#judgeCells(quoted, at);
      for (const { cells, at } of unquoted) {
        const isWanted = this.#target.needsEveryValue || cells.some(mentions.mayBeIn);
        if (isWanted) this.#judgeCells([cells], at, isWhole && row.isStrict ? [] : [cells]);
      }
      if (areAllPlain) return;
    }
    const [cells] = quoted;
    if (cells === undefined) return;
    const { columns, isPadded } = this.#header;
    // Where quotes stand as a writer puts them, the path is taken for what it seems to be.
    const others = cells.map((cell, index) => (columns[index] === 'file.path' ? '' : cell));
    const rest = row.isStrict
      ? others.map((cell) => (isPadded ? cell.trim() : cell)).join(delimiter)
      : text;
    if (!mentions.mayBeIn(rest)) return;
    if (mayHoldUnquotedRow(rest, delimiter, columns, this.#uses, isPadded && !row.isStrict)) {
      this.#target.fault({ kind: 'ambiguous-row' }, at);
    }
  }

  /**
   * Judges a row by its interpretations as cells.
   *
   * @param doubted the interpretations in which every cell that matters has to be clear.
   * @returns whether one of them matches.
   */
  #judgeCells(
    interpretations: readonly (readonly string[])[],
    at: SegmentPosition,
    doubted: readonly (readonly string[])[] = interpretations,
  ): boolean {
    const headers = [this.#header, ...this.#headers.filter((one) => one !== this.#header)];
    const documents: Document[][] = [];
    const [first = []] = interpretations;
    const inDocuments = this.#judgeDocuments(first, at);
    const { mentions: found } = this.#subject;
    let isLimited = false;
    for (const cells of inDocuments.has(hitMembers.event) ? [] : interpretations) {
      const mentions = cells.some(found.mayBeIn);
      for (const { columns, isPadded } of mentions ? headers : headers.slice(0, 1)) {
        if (columns.length !== cells.length) continue;
        if (!this.#target.needsEveryValue && !mentionsInPath(columns, cells, found)) continue;
        const trimmed = isPadded ? cells.map((cell) => cell.trim()) : cells;
        const row = rowInterpretations(columns, trimmed, this.#uses);
        isLimited ||= row.isLimited && mentions;
        documents.push([...row.documents]);
      }
    }
    const isMatch = documents.length > 0 && this.#target.judgeInterpretations(documents.flat(), at);
    this.#sawExecutable ||= isMatch;
    if (isMatch || inDocuments.size > 0) return true;
    this.#reportDoubts(doubted, isLimited, at);
    return false;
  }

  #reportDoubts(
    interpretations: readonly (readonly string[])[],
    isLimited: boolean,
    at: SegmentPosition,
  ): void {
    const { mentions } = this.#subject;
    if (!interpretations.some((cells) => cells.some(mentions.mayBeIn))) return;
    if (isLimited)
      this.#target.fault({ kind: 'too-many-interpretations', limit: maxInterpretations }, at);
    const { columns } = this.#header;
    const [cells = []] = interpretations;
    this.#noteExecutable(cells);
    if (columns.includes(executable) && lacksOnly(executable, columns, cells, this.#uses)) {
      this.#withoutExecutable ??= { at, rows: 0 };
      this.#withoutExecutable.rows += 1;
    }
    const unclear = new Set(
      interpretations.flatMap((cells) => [
        ...unclearFields(columns, cells, this.#uses),
        ...columns.filter(
          (column, index) =>
            objectColumns.has(column) && isUnclearObject(cells[index] ?? '', mentions),
        ),
      ]),
    );
    if (unclear.size > 0) this.#target.fault({ kind: 'unclear-row', fields: [...unclear] }, at);
  }

  /**
   * Judges cells that are whole documents, if no column holds paths, and `_source` if its event is not the document
   * itself. Returns the columns of these.
   */
  #judgeDocuments(cells: readonly string[], at: SegmentPosition): ReadonlySet<string> {
    const { columns } = this.#header;
    const isOnlySource = !this.#hasDocuments(columns);
    const judged = new Set<string>();
    const { mentions, products } = this.#subject;
    for (const [index, column] of columns.entries()) {
      const cell = cells[index] ?? '';
      const isSource = column === hitMembers.event;
      if (isOnlySource ? !isSource : !documentColumns.has(column)) continue;
      const value = objectIn(cell);
      if (value === undefined) {
        if (mentions.mayBeIn(cell))
          this.#target.fault({ kind: 'unclear-row', fields: [column] }, at);
      } else if (!isSource || !isPlainEvent(value, products)) {
        const bytes = Buffer.from(cell);
        this.#target.value({ bytes, start: 0, end: bytes.length, ...at });
        judged.add(column);
      }
    }
    return judged;
  }
}

/** Whether a cell that may hold the path of a file mentions one that the rule matches. */
function mentionsInPath(
  columns: readonly string[],
  cells: readonly string[],
  mentions: Mentions,
): boolean {
  return columns.some(
    (column, at) =>
      (column === 'file.path' || column === hitMembers.event || objectColumns.has(column)) &&
      mentions.mayBeIn(cells[at] ?? ''),
  );
}

/** Whether a value is an event in which no other one is searched for. */
function isPlainEvent(value: JsonValue, products: Products): boolean {
  return isObject(value) && isJudgeable(value, products) && namesActingProcess(value);
}

function isUnclearObject(cell: string, mentions: Mentions): boolean {
  return mentions.mayBeIn(cell) && objectIn(cell) === undefined;
}

/** The names of the objects that a field is in. */
function prefixesOf(field: string): string[] {
  const parts = field.split('.');
  return parts.slice(1).map((_, end) => parts.slice(0, end + 1).join('.'));
}

/** Text of one character for each byte, as the text that its bytes are. */
function decoded(text: string): string {
  return Buffer.from(text, 'latin1').toString();
}

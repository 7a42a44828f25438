import type { Exception } from '../filter/exceptions.js';
import type { Writer } from '../io/writer.js';
import type { Rule } from '../rule/rule.js';
import type { Problem } from '../scan/finding.js';
import type { InputStatus, ScannedDocument, Summary } from '../scan/sink.js';
import type { LeadSummary } from './leads.js';

/** What a reporter knows about the scan and about the destination of its report. */
export interface ReportContext {
  /** The version of initd-scan. */
  readonly version: string;
  readonly rule: Rule;
  readonly color: boolean;
  /** Whether the report goes to a terminal, which text from events must not be able to control. */
  readonly terminal: boolean;
  /** The terminal's width in columns; undefined if the report does not go to one. */
  readonly width: number | undefined;
  /** Whether text for people shows all about an event, and not only a line. */
  readonly isLong?: boolean | undefined;
  /** The parts of a readable case; undefined for all of them. */
  readonly parts?: ReadonlySet<string> | undefined;
  /** Whether long parts of a readable case are folded. */
  readonly foldsParts?: boolean | undefined;
  /** Whether indicators are written so that nothing turns them into links. */
  readonly defangs?: boolean | undefined;
  /** The index in the action lines before alerts, for `_bulk`. */
  readonly bulk?: string | undefined;
}

/** What the reporters of all commands have in common. */
export interface CommonReporter {
  /** Receives each problem, if the format includes problems. */
  problem?(problem: Problem): void | Promise<void>;
  /** Called after everything else about an input. */
  inputDone?(status: InputStatus): void | Promise<void>;
  /** Called after each batch of results. Flush buffered output. */
  flush?(): void | Promise<void>;
}

/** Writes matches in one format. */
export interface Reporter extends CommonReporter {
  match(match: ScannedDocument): void | Promise<void>;
  /** Receives a match that exceptions suppress. It does not count as a match. */
  suppressed?(match: ScannedDocument, exceptions: readonly Exception[]): void | Promise<void>;
  /**
   * Called once, after everything else. Formats of one row or line per match have no place for problems, skipped files
   * and the numbers of leads, which are on stderr.
   */
  finish(summary: Summary, leads: LeadSummary): void | Promise<void>;
}

export type ReporterFactory = (writer: Writer, context: ReportContext) => Reporter;

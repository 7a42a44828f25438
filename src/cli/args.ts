import type { ExplainFormat } from '../explain/formats.js';
import type { FilterOptions } from '../filter/options.js';
import type { WindowOptions } from '../filter/window.js';
import type { Selection } from '../input/input.js';
import type { CaseFormat } from '../investigate/report/formats.js';
import type { Format } from '../report/formats.js';

/** Whether to do something: `auto` where a terminal makes sense of it. */
export type AutoMode = 'auto' | 'always' | 'never';

/** A shell that the program can be completed in. */
export type Shell = 'bash' | 'zsh' | 'fish';

/** A report that goes to a file. */
export interface OutputOption<F extends string = Format> {
  readonly format: F;
  readonly file: string;
}

/** The options of `scan`, checked; nothing of them depends on the terminal yet. */
export interface ScanArgs<F extends string = Format> {
  readonly paths: readonly string[];
  /** Undefined: by where stdout goes. */
  readonly format: F | undefined;
  readonly outputs: readonly OutputOption<F>[];
  /** The index that alerts are to go to by `_bulk`. */
  readonly bulk: string | undefined;
  readonly selection: Selection;
  readonly filters: FilterOptions;
  /** Whether exceptions and baseline entries that held nothing back are a problem. */
  readonly failOnUnused: boolean;
  readonly maxAlerts: number;
  /** Bytes. */
  readonly maxLineBytes: number;
  readonly jobs: number;
  readonly validate: boolean;
  readonly allowEmpty: boolean;
  readonly allowMalformed: boolean;
  readonly exitZero: boolean;
  readonly quiet: boolean;
  readonly color: AutoMode;
  readonly progress: AutoMode;
}

/** The options of `explain`, checked. */
export interface ExplainArgs extends ScanArgs<ExplainFormat> {
  /** Show only events that one of these clauses decided; empty for all. */
  readonly clauses: ReadonlySet<string>;
}

/** The options of `investigate`, checked. */
export interface InvestigateArgs extends ScanArgs<CaseFormat> {
  /** The file that exceptions which would cover the matches are written to. */
  readonly suggestExceptions: string | undefined;
}

/** The forms in which the rule can be printed. */
export type RuleFormat = 'text' | 'json' | 'eql';

/** The forms in which what is told about the rule can be printed. */
export type TextOrJson = Exclude<RuleFormat, 'eql'>;

/** How the oddities of its tables are printed, and of which exception lists too. */
export interface LintArgs {
  readonly format: TextOrJson;
  readonly exceptions: readonly string[];
}

/** What a command line asks for. */
export type Invocation =
  | { readonly command: 'scan'; readonly flags: ScanArgs }
  | { readonly command: 'explain'; readonly flags: ExplainArgs }
  | { readonly command: 'investigate'; readonly flags: InvestigateArgs }
  | { readonly command: 'case-schema' }
  | { readonly command: 'rule'; readonly format: RuleFormat }
  | { readonly command: 'lint'; readonly flags: LintArgs }
  | { readonly command: 'guide'; readonly format: TextOrJson }
  | { readonly command: 'query'; readonly flags: QueryArgs }
  | { readonly command: 'completion'; readonly shell: Shell }
  | { readonly command: 'man' }
  /** Help or the version: text for stdout. */
  | { readonly command: 'text'; readonly text: string };

/** What the request asks for. */
export interface QueryArgs extends WindowOptions {
  /** Events that the response holds at most. */
  readonly size: number;
  /** Files of exception lists. */
  readonly exceptions: readonly string[];
}

import { Chalk, type ChalkInstance } from 'chalk';
import { sanitize } from '../../report/sanitize.js';
import { wrapped } from '../../report/wrap.js';
import type { EventNumber } from '../shown.js';
import { caseOutline } from './case-outline.js';
import { glance } from './glance.js';
import {
  type CaseOutline,
  citation,
  type FileOutline,
  type HostOutline,
  type OutlineLine,
  type OutlineSection,
  type Snippet,
  type StepsOutline,
  type TimelineEntry,
} from './outline.js';
import type { CaseReporterFactory } from './reporter.js';
import { plain } from './sentence.js';
import { timelineLines } from './timeline.js';

/** Width of a label, in columns; a longer one moves its text to the right. */
const labelWidth = 17;

/** Width of the lines under the titles of hosts and files. */
const underlineWidth = 72;

/**
 * Writes a case as text: for each host a block per planted file, then what concerns the whole host, then its events in
 * order of time. Text from inputs is always sanitized, and no value is truncated or wrapped.
 */
export const casePretty: CaseReporterFactory = (writer, { color, rule, width, parts }) => {
  const layout = new PrettyLayout(new Chalk({ level: color ? 1 : 0 }), width);
  return {
    async finish(found, summary, leads) {
      for (const lines of layout.parts(caseOutline(found, { summary, leads, rule, parts }))) {
        await writer.write(lines.map((line) => `${line}\n`).join(''));
      }
    },
  };
};

class PrettyLayout {
  readonly #chalk: ChalkInstance;
  readonly #width: number | undefined;

  constructor(chalk: ChalkInstance, width: number | undefined) {
    this.#chalk = chalk;
    this.#width = width;
  }

  /** The lines of the report, in parts that are written one by one. */
  *parts({
    findings,
    hosts,
    leftOut,
    otherHosts,
    ending,
  }: CaseOutline): Generator<readonly string[]> {
    yield* glance(findings, this.#chalk, this.#width);
    for (const host of hosts) yield* this.#host(host);
    yield this.#timeline('Timeline of other hosts', otherHosts);
    if (leftOut !== undefined) yield this.#section(leftOut);
    yield ending.flatMap((sentence) => wrapped('', plain(sentence), 0, this.#width));
  }

  *#host(host: HostOutline): Generator<readonly string[]> {
    const { title, notes, files, steps, activities, nothingElse, timeline } = host;
    const { bold, dim } = this.#chalk;
    yield [
      bold(`Host ${plain(title)}`),
      dim('='.repeat(underlineWidth)),
      ...notes.flatMap((note) => wrapped('  ', plain(note), 2, this.#width)),
      '',
    ];
    for (const file of files) if (file.sections.length > 0) yield this.#file(file);
    if (activities.length > 0 || nothingElse !== undefined) yield [bold('What else happened'), ''];
    if (activities.length === 0 && nothingElse !== undefined) {
      yield [...wrapped('  ', plain(nothingElse), 2, this.#width), ''];
    }
    for (const section of activities) yield this.#section(section);
    yield this.#timeline('Timeline', timeline);
    for (const file of files) {
      yield this.#steps(`Next steps for ${plain(file.title)}`, file.steps);
    }
    yield this.#steps('Next steps for the host', steps);
  }

  #file({ heading, events, sections }: FileOutline): string[] {
    return [
      `${this.#chalk.bold.red(plain(heading))}${this.#citation(events)}`,
      this.#chalk.dim('-'.repeat(underlineWidth)),
      '',
      ...sections.flatMap((section) => this.#section(section)),
    ];
  }

  #section({ title, answer, lines }: OutlineSection): string[] {
    const end = title.endsWith('?') ? '' : ':';
    const head = this.#chalk.bold(answer === undefined ? title : `${title}${end}`);
    return [
      ...wrapped('  ', `${head}${answer === undefined ? '' : ` ${plain(answer)}`}`, 2, this.#width),
      ...lines.flatMap((line) => this.#line(line, '    ')),
      '',
    ];
  }

  #line(line: OutlineLine, indent: string): string[] {
    const { label, text, events = [], isMarked, details = [] } = line;
    const { dim, yellow } = this.#chalk;
    const column = label.padEnd(labelWidth - (indent.length - 4));
    const shown = isMarked ? yellow(plain(text)) : plain(text);
    return [
      ...wrapped(
        `${indent}${dim(column)} `,
        `${shown}${this.#citation(events)}`,
        indent.length + column.length + 1,
        this.#width,
      ),
      ...details.flatMap((detail) => this.#line(detail, `${indent}  `)),
    ];
  }

  #citation(events: readonly EventNumber[]): string {
    const numbers = citation(events);
    return numbers === '' ? '' : ` ${this.#chalk.dim(numbers)}`;
  }

  #steps(title: string, { osquery, shell, response }: StepsOutline): string[] {
    const { bold } = this.#chalk;
    const lines = [
      ...this.#snippets('In osquery', osquery),
      ...this.#snippets('In a shell on the host', shell),
    ];
    if (response.length > 0) {
      lines.push(`  ${bold('Response')}`, ...response.map((step) => `  [ ] ${step}`), '');
    }
    return lines.length === 0 ? [] : [bold(title), '', ...lines];
  }

  #snippets(title: string, snippets: readonly Snippet[]): string[] {
    if (snippets.length === 0) return [];
    return [
      `  ${this.#chalk.bold(title)}`,
      ...snippets.flatMap(({ purpose, code }) => [
        `    ${this.#chalk.dim(purpose)}`,
        `      ${sanitize(code)}`,
      ]),
      '',
    ];
  }

  #timeline(title: string, entries: readonly TimelineEntry[]): string[] {
    if (entries.length === 0) return [];
    return [this.#chalk.bold(title), '', ...timelineLines(entries, this.#chalk.dim), ''];
  }
}

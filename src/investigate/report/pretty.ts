import { Chalk, type ChalkInstance } from 'chalk';
import { sanitize } from '../../report/sanitize.js';
import { wrapped } from '../../report/wrap.js';
import type { EventNumber } from '../shown.js';
import { caseOutline } from './case-outline.js';
import { glance } from './glance.js';
import {
  type CaseOutline,
  type ChainOutline,
  citation,
  type FileOutline,
  type HostOutline,
  type IndicatorsOutline,
  type OutlineLine,
  type OutlineSection,
  type Snippet,
  type StepsOutline,
  type TimelineOutline,
  type TreeLine,
} from './outline.js';
import type { CaseReporterFactory } from './reporter.js';
import { plain, type Sentence, semicolons, value } from './sentence.js';
import { timelineLines } from './timeline-lines.js';

/** Width of a label, in columns; a longer one moves its text to the right. */
const labelWidth = 17;

/** Branches of a tree that are indented; deeper ones are not indented further. */
const maxDepth = 16;

/**
 * Writes a case as text: the findings, for each host the parts that are asked for, then what concerns all hosts. Text from
 * inputs is always sanitized. Nothing is truncated where parts are not folded, and nothing to be copied is wrapped.
 */
export const casePretty: CaseReporterFactory = (writer, context) => {
  const { color, width } = context;
  const layout = new PrettyLayout(new Chalk({ level: color ? 1 : 0 }), width);
  return {
    async finish(found, summary, leads) {
      for (const lines of layout.parts(caseOutline(found, { ...context, summary, leads }))) {
        await writer.write(lines.map((line) => `${line}\n`).join(''));
      }
    },
  };
};

class PrettyLayout {
  readonly #chalk: ChalkInstance;
  readonly #width: number | undefined;
  #isFolded = false;

  constructor(chalk: ChalkInstance, width: number | undefined) {
    this.#chalk = chalk;
    this.#width = width;
  }

  /** The lines of the report, in parts that are written one by one. */
  *parts(outline: CaseOutline): Generator<readonly string[]> {
    const { notes, hosts, hostsFolded, otherHosts, acrossHosts } = outline;
    const { indicators, leftOut, ending } = outline;
    this.#isFolded = outline.isFolded;
    if (notes.length > 0) {
      const text = (note: Sentence): string => this.#chalk.yellow(plain(note));
      yield [...notes.flatMap((note) => wrapped('', text(note), 0, this.#width)), ''];
    }
    yield* glance(outline, this.#chalk, this.#width, this.#isFolded);
    for (const host of hosts) yield* this.#host(host, hosts.length === 1);
    if (hostsFolded !== undefined) yield [...wrapped('', plain(hostsFolded), 0, this.#width), ''];
    yield this.#timeline('Timeline of other hosts', otherHosts);
    if (acrossHosts !== undefined) yield this.#titled(acrossHosts);
    if (indicators !== undefined) yield this.#indicators(indicators);
    if (leftOut !== undefined) yield this.#titled(leftOut);
    yield ending.flatMap((sentence) => wrapped('', plain(sentence), 0, this.#width));
  }

  *#host(host: HostOutline, isOnly: boolean): Generator<readonly string[]> {
    const { title, notes, files, chains, chainsFolded, steps, timeline, gaps } = host;
    if (!(this.#isFolded && isOnly && notes.length === 0)) {
      yield [
        this.#chalk.bold.underline(`Host ${plain(title)}`),
        ...notes.flatMap((note) => this.#note(note)),
        ...(this.#isFolded ? [] : ['']),
      ];
    }
    // The findings sum the evidence up.
    for (const file of this.#isFolded ? [] : files) {
      if (file.sections.length > 0) yield this.#file(file);
    }
    if (chains.length > 0) yield this.#chains(chains, chainsFolded);
    yield* this.#activities(host);
    const isFootnote = this.#isFolded && gaps.length > 0;
    yield this.#timeline('Timeline', timeline, !isFootnote);
    if (gaps.length > 0 && this.#isFolded) {
      yield [...gaps.flatMap((gap) => wrapped('  ', plain(gap), 2, this.#width)), ''];
    } else if (gaps.length > 0) {
      yield [
        this.#chalk.bold('What this log cannot show'),
        ...gaps.flatMap((gap) => this.#note(gap)),
        '',
      ];
    }
    for (const file of files) {
      yield this.#steps(`Next steps for ${plain(file.title)}`, file.steps);
    }
    yield this.#steps('Next steps for the host', steps);
  }

  #note(note: Sentence): readonly string[] {
    return wrapped('  ', plain(note), 2, this.#width);
  }

  #file({ heading, events, sections }: FileOutline): string[] {
    return [
      `${this.#chalk.bold.red(plain(heading))}${this.#citation(events)}`,
      '',
      ...sections.flatMap((section) => [...this.#section(section), '']),
    ];
  }

  #chains(chains: readonly ChainOutline[], folded: Sentence | undefined): string[] {
    return [
      this.#chalk.bold('Who wrote it'),
      ...chains.flatMap(({ title, lines }) => [
        ...(title === undefined ? [] : wrapped('  ', `${plain(title)}:`, 2, this.#width)),
        ...lines.flatMap((line) => this.#treeLine(line)),
      ]),
      ...(folded === undefined ? [] : this.#note(folded)),
      '',
    ];
  }

  #treeLine({ depth, text, marks, isRoot, events, details }: TreeLine): string[] {
    const { red, yellow } = this.#chalk;
    const level = Math.min(depth, maxDepth);
    const branch = level === 0 ? '' : `${' '.repeat(level - 1)}└ `;
    const shown = isRoot ? plain(text).replace('⇒ ROOT', red('⇒ ROOT')) : plain(text);
    const remarks = marks.length === 0 ? '' : ` ${yellow(`(${plain(semicolons(marks))})`)}`;
    return [
      ...wrapped(
        `  ${branch}`,
        `${shown}${remarks}${this.#citation(events)}`,
        branch.length + 2,
        this.#width,
      ),
      ...details.flatMap((detail) =>
        wrapped(
          `  ${' '.repeat(branch.length)}  `,
          `${this.#chalk.dim(plain(detail.text))}`,
          branch.length + 4,
          this.#width,
        ),
      ),
    ];
  }

  *#activities({ activities, nothingElse }: HostOutline): Generator<readonly string[]> {
    if (nothingElse === undefined) return;
    const blank = this.#isFolded ? [] : [''];
    yield [this.#chalk.bold('What else happened'), ...blank];
    if (activities.length === 0) yield this.#note(nothingElse);
    for (const section of activities) yield [...this.#section(section), ...blank];
    if (this.#isFolded || activities.length === 0) yield [''];
  }

  /** A section that belongs to no host. */
  #titled({ title, answer, lines }: OutlineSection): string[] {
    return [
      ...wrapped(
        '',
        this.#chalk.bold(answer === undefined ? title : `${title}: ${plain(answer)}`),
        2,
        this.#width,
      ),
      ...lines.flatMap((line) =>
        this.#line(
          line,
          '  ',
          lines.some(({ label }) => label !== ''),
        ),
      ),
      '',
    ];
  }

  #section({ title, answer, lines }: OutlineSection): string[] {
    const end = title.endsWith('?') ? '' : ':';
    const head = this.#chalk.bold(answer === undefined ? title : `${title}${end}`);
    return [
      ...wrapped('  ', `${head}${answer === undefined ? '' : ` ${plain(answer)}`}`, 2, this.#width),
      ...lines.flatMap((line) => this.#line(line, '    ')),
    ];
  }

  #line(line: OutlineLine, indent: string, isLabeled = true): string[] {
    const { label, text, events = [], isMarked, details = [] } = line;
    const { dim, yellow } = this.#chalk;
    const column = label.padEnd(labelWidth - Math.max(0, indent.length - 4));
    const shown = isMarked ? yellow(plain(text)) : plain(text);
    if (!isLabeled) {
      const cited = `${shown}${this.#citation(events)}`;
      return [...wrapped(indent, cited, indent.length, this.#width)];
    }
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

  #indicators(groups: IndicatorsOutline): string[] {
    const { bold, dim } = this.#chalk;
    return [
      bold('Indicators') + dim('  (one per line: -f indicators)'),
      ...groups.flatMap(({ label, values, more }) => {
        const shown = values.map((text) => plain(value(text))).join('  ');
        const rest = more > 0 ? `  ${dim(`${more} more`)}` : '';
        return wrapped(`  ${dim(label.padEnd(10))} `, `${shown}${rest}`, 13, this.#width);
      }),
      '',
    ];
  }

  #steps(title: string, { hunt, osquery, shell, response }: StepsOutline): string[] {
    const lines = [
      ...this.#snippets('In Kibana', hunt),
      ...this.#snippets('In osquery', osquery),
      ...this.#snippets('In a shell on the host', shell),
      ...(response.length === 0 ? [] : [...response.map((step) => `  ${step}`), '']),
    ];
    return lines.length === 0 ? [] : [this.#chalk.bold(title), '', ...lines];
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

  #timeline(
    title: string,
    { heading, entries, folded }: TimelineOutline,
    isSeparate = true,
  ): string[] {
    if (entries.length === 0) return [];
    const { bold, dim } = this.#chalk;
    const after = heading === undefined ? '' : ` (${plain(heading)})`;
    return [
      ...wrapped('', bold(title) + dim(after), 0, this.#width),
      ...timelineLines(entries, dim, this.#width, this.#isFolded),
      ...(folded === undefined ? [] : wrapped('  ', dim(plain(folded)), 2, this.#width)),
      ...(isSeparate ? [''] : []),
    ];
  }
}

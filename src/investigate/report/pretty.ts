import { Chalk, type ChalkInstance } from 'chalk';
import { sanitize } from '../../report/sanitize.js';
import type { EventNumber } from '../case.js';
import type {
  CaseOutline,
  FileOutline,
  HostOutline,
  Line,
  Section,
  Snippet,
  StepsOutline,
  TimelineEntry,
} from './outline.js';
import { outlineOf } from './outline-case.js';
import type { CaseReporterFactory } from './reporter.js';
import { plain, reference, timelineLines } from './timeline.js';

/** Columns that labels have; a longer one moves its text to the right. */
const labelWidth = 14;

/** Columns of the lines under the titles of hosts and files. */
const ruleWidth = 72;

/**
 * Writes a case for people: a part for each host, in it a block for each planted file, then what concerns the whole
 * host, then its events in the order of time. Text from inputs is always sanitised, and no value is cut or wrapped.
 */
export const casePretty: CaseReporterFactory = (writer, { color }) => {
  const form = new PrettyForm(new Chalk({ level: color ? 1 : 0 }));
  return {
    problem() {},
    async finish(found, summary) {
      for (const lines of form.parts(outlineOf(found, summary))) {
        await writer.write(lines.map((line) => `${line}\n`).join(''));
      }
    },
  };
};

class PrettyForm {
  readonly #chalk: ChalkInstance;

  constructor(chalk: ChalkInstance) {
    this.#chalk = chalk;
  }

  /** The lines, in parts that are small enough to be written one after another. */
  *parts({ hosts, elsewhere, ending }: CaseOutline): Generator<readonly string[]> {
    for (const host of hosts) yield* this.#host(host);
    yield this.#timeline('Timeline of other hosts', elsewhere);
    yield ending.map(plain);
  }

  *#host({
    title,
    notes,
    files,
    steps,
    surroundings,
    nothingElse,
    timeline,
  }: HostOutline): Generator<readonly string[]> {
    const { bold, dim } = this.#chalk;
    yield [
      bold(`Host ${plain(title)}`),
      dim('='.repeat(ruleWidth)),
      ...notes.map((note) => `  ${plain(note)}`),
      '',
    ];
    for (const file of files) yield this.#file(file);
    yield [bold('What else happened'), ''];
    if (surroundings.length === 0) yield [`  ${plain(nothingElse)}`, ''];
    for (const section of surroundings) yield this.#section(section);
    yield this.#timeline('Timeline', timeline);
    for (const file of files) {
      yield this.#steps(`Next steps for ${plain(file.title)}`, file.steps);
    }
    yield this.#steps('Next steps for the host', steps);
  }

  #file({ title, events, sections }: FileOutline): string[] {
    return [
      `${this.#chalk.bold.red(`Planted file ${plain(title)}`)}${this.#cited(events)}`,
      this.#chalk.dim('-'.repeat(ruleWidth)),
      '',
      ...sections.flatMap((section) => this.#section(section)),
    ];
  }

  #section({ title, answer, lines }: Section): string[] {
    const end = title.endsWith('?') ? '' : ':';
    const head = this.#chalk.bold(answer === undefined ? title : `${title}${end}`);
    return [
      `  ${head}${answer === undefined ? '' : ` ${plain(answer)}`}`,
      ...lines.flatMap((line) => this.#line(line, '    ')),
      '',
    ];
  }

  #line({ label, text, events, marked, details }: Line, indent: string): string[] {
    const { dim, yellow } = this.#chalk;
    const column = `${label.padEnd(labelWidth - (indent.length - 4))}`;
    const told = marked ? yellow(plain(text)) : plain(text);
    return [
      `${indent}${dim(column)} ${told}${this.#cited(events)}`,
      ...details.flatMap((detail) => this.#line(detail, `${indent}  `)),
    ];
  }

  #cited(events: readonly EventNumber[]): string {
    const numbers = reference(events);
    return numbers === '' ? '' : ` ${this.#chalk.dim(numbers)}`;
  }

  #steps(title: string, { osquery, shell, response }: StepsOutline): string[] {
    const { bold } = this.#chalk;
    const lines = [
      ...this.#snippets('In osquery', osquery),
      ...this.#snippets('In a shell of the host', shell),
      ...(response.length === 0
        ? []
        : [`  ${bold('Response')}`, ...response.map((step) => `  [ ] ${step}`), '']),
    ];
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

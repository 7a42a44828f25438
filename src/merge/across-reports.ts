import { Pages } from '../export/pages.js';
import {
  type AcrossInputs,
  AcrossInputsRecord,
  type KeptPage,
  type PlaceInInput,
} from '../scan/across-inputs.js';
import { emptyTally, type Fault, factsOf, isWarning, type Problem } from '../scan/finding.js';
import { ScanTally } from '../scan/input-tally.js';
import type { InputStatus } from '../scan/sink.js';
import type { DocumentStatistics } from '../scan/statistics.js';
import type { Part } from './part-reader.js';

/** Checks what concerns the inputs of several scans together, as one scan of all of them does. */
export class AcrossReports {
  /** The statuses of all inputs, by their names in the merged report. */
  readonly #inputs: Map<string, InputStatus>;
  readonly #tally = new ScanTally();
  readonly #pages = new Pages<KeptPage>();
  readonly #pageFindings: Problem[] = [];
  /** Directories without any events, with the number of their files. */
  readonly #fruitless: { readonly input: string; readonly files: number }[] = [];
  readonly #record = new AcrossInputsRecord();
  #isCut = false;

  constructor(inputs: Map<string, InputStatus>) {
    this.#inputs = inputs;
  }

  get statistics(): DocumentStatistics | undefined {
    return this.#tally.statistics;
  }

  get mentions(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#tally.mentions);
  }

  /**
   * Adds what a report says, and takes back the findings that are decided anew.
   *
   * @param nameOf the name of an input of the report in the merged one.
   * @returns whether its findings are taken back. If not everything that they depend on is in the report, they stay.
   */
  add({ across, totals }: Part, nameOf: (input: string) => string): boolean {
    const { documents = 0, endpointEvents = 0, fileEvents = 0 } = across ?? {};
    const { census, mentions } = totals;
    const counts = { documents, endpointEvents, fileEvents };
    this.#tally.add({ ...emptyTally(census), ...counts, mentions: { ...mentions } });
    if (across === undefined || across.isCut) {
      this.#isCut = true;
      return false;
    }
    for (const page of across.pages) this.#addPage({ ...page, input: nameOf(page.input) });
    for (const finding of across.findings) this.#takeBack(finding, nameOf(finding.input));
    return true;
  }

  #addPage(page: KeptPage): void {
    this.#record.addPage(page);
    for (const { issue, place } of this.#pages.add(page.page, page)) {
      this.#pageFindings.push(findingAt(issue, place));
    }
  }

  #takeBack({ severity, fault }: Problem, input: string): void {
    const { kind, files } = factsOf(fault) as { readonly kind?: unknown; readonly files?: unknown };
    if (kind === 'no-events') {
      this.#fruitless.push({ input, files: typeof files === 'number' ? files : 0 });
      this.#inputs.delete(input);
      return;
    }
    const status = this.#inputs.get(input);
    if (status === undefined) return;
    if (severity === 'problem') status.problems = Math.max(0, status.problems - 1);
    else status.warnings = Math.max(0, status.warnings - 1);
  }

  /** All reports have been added: the problems and warnings of all inputs together. */
  finish(): readonly Problem[] {
    const found = [
      ...this.#countFindings(),
      ...this.#pageFindings,
      ...this.#pages.end().map(({ issue, place }) => findingAt(issue, place)),
      ...this.#fruitlessFindings(),
    ];
    for (const finding of found) this.#record.addFinding(finding);
    return found;
  }

  /** What the next merge needs to know. */
  result(): AcrossInputs {
    const result = this.#record.result(this.#tally.counts);
    return { ...result, isCut: result.isCut || this.#isCut };
  }

  #countFindings(): readonly Problem[] {
    const fault = this.#tally.fault();
    const inputs = [...this.#inputs];
    const [input] = inputs.findLast(([, { lines }]) => lines > 0) ?? inputs.at(-1) ?? [];
    return fault === undefined || input === undefined ? [] : [finding(fault, input)];
  }

  /** A search is only fruitless if nothing else was scanned. */
  #fruitlessFindings(): readonly Problem[] {
    const [first] = this.#fruitless;
    if (first === undefined || this.#inputs.size > 0) return [];
    const files = this.#fruitless.reduce((sum, search) => sum + search.files, 0);
    return [finding({ kind: 'no-events', files }, first.input)];
  }
}

function finding(fault: Fault, input: string): Problem {
  return { severity: isWarning(fault) ? 'warning' : 'problem', input, fault };
}

function findingAt(fault: Fault, { input, line, byteOffset }: PlaceInInput): Problem {
  return { ...finding(fault, input), line, byteOffset };
}

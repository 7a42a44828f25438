import { asDocument } from '../export/document.js';
import type { Exception } from '../filter/exceptions.js';
import type { FilterSummary } from '../filter/options.js';
import type { Writer } from '../io/writer.js';
import { memberText } from '../json/member-text.js';
import type { JsonObject } from '../json/value.js';
import type { Problem } from '../scan/finding.js';
import type { ScannedDocument, Summary } from '../scan/sink.js';
import { BoundedList, maxListed } from './bounded-list.js';
import type { ReportContext, Reporter } from './reporter.js';
import { safeJson } from './sanitize.js';
import { describeFault } from './wording.js';

/**
 * Writes one JSON document: tool, rule, matches, problems, inputs, summary. It is written as it comes, each match on a
 * line of its own with the event's JSON as it came in, so memory does not grow with the matches.
 */
export function jsonReporter(writer: Writer, context: ReportContext): Reporter {
  const problems = new BoundedList();
  const covered = new BoundedList();
  let matches = 0;
  const write = (json: string): void | Promise<void> =>
    writer.write(safeJson(json, context.terminal));
  return {
    match(match) {
      const lead = matches === 0 ? `${opening(context, 'matches')}\n` : ',\n';
      matches += 1;
      return write(
        `${lead}{"source":${JSON.stringify(sourceOf(match))},"event":${eventText(match)}}`,
      );
    },
    problem(problem) {
      problems.add(() => problemText(problem));
    },
    covered(match, by) {
      const exceptions = by.map(({ id, name, list }) => ({ id, name, list }));
      covered.add(() => JSON.stringify({ exceptions, source: sourceOf(match) }));
    },
    finish(summary) {
      const lead = matches === 0 ? opening(context, 'matches') : '\n';
      const { screened } = summary;
      const tail = [
        ...(screened === undefined
          ? []
          : [
              `"covered":[${linesOf(covered.listed)}]`,
              `"coveredNotListed":${covered.notListed}`,
              `"screened":${JSON.stringify(screenedOf(screened))}`,
            ]),
        ...closing(problems, summary),
      ];
      return write(`${lead}],\n${tail.join(',\n')}\n}\n`);
    },
  };
}

/** The beginning of a JSON document, up to the list of what was found. */
export function opening({ version, rule }: ReportContext, list: string): string {
  const tool = { name: 'initd-scan', version };
  return `{\n"tool":${JSON.stringify(tool)},\n"rule":${JSON.stringify(rule.identity)},\n"${list}":[`;
}

/** The last members of a JSON document. */
export function closing(problems: BoundedList, summary: Summary): string[] {
  return [
    `"problems":[${linesOf(problems.listed)}]`,
    `"problemsNotListed":${problems.notListed}`,
    `"inputs":[${linesOf(inputsOf(summary).map((input) => JSON.stringify(input)))}]`,
    `"summary":${JSON.stringify(totalsOf(summary))}`,
  ];
}

/** A problem or warning as JSON. */
export function problemText({ severity, input, line, byteOffset, fault }: Problem): string {
  const message = describeFault(fault);
  return JSON.stringify({ severity, input, line, byteOffset, message, fault });
}

/** What filters held back, and what of them held nothing back. */
function screenedOf({ exceptions, expired, unusedBaseline, ...counts }: FilterSummary): object {
  const named = ({ id, name, list, expires }: Exception): object => ({ id, name, list, expires });
  return {
    ...counts,
    exceptions: exceptions.map(({ exception, covered }) => ({ ...named(exception), covered })),
    expired: expired.map(named),
    unusedBaseline: unusedBaseline.slice(0, maxListed),
    unusedBaselineNotListed: Math.max(0, unusedBaseline.length - maxListed),
  };
}

/** JSON values for an array, one a line. */
export function linesOf(values: readonly string[]): string {
  return values.length === 0 ? '' : `\n${values.join(',\n')}\n`;
}

/** Where a document came from; what is not known is left out. */
export function sourceOf({ place, index, id }: ScannedDocument): object {
  const { input, line, byteOffset, position } = place;
  return { input, line, byteOffset, position, index, id };
}

/**
 * The event's own JSON as it came in, on one line: the text of the line, or of the part of it that is the event. An
 * event that two parts of a hit make up has no text of its own and is written anew; one that is nested too deeply for
 * that stands with its hit around it.
 */
export function eventText({ json }: ScannedDocument): string {
  const text = Buffer.from(json)
    .toString()
    .trim()
    .replace(/[\r\n]/g, ' ');
  const carrier = JSON.parse(text) as JsonObject;
  const { event } = asDocument(carrier);
  if (event === carrier) return text;
  const key = Object.keys(carrier).find((name) => carrier[name] === event);
  const part = key === undefined ? undefined : memberText(text, key);
  if (part !== undefined) return part;
  try {
    return JSON.stringify(event);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return text;
  }
}

/** What became of the inputs. The last one of an interrupted scan may not have been read to its end. */
function inputsOf({ inputs, interrupted }: Summary): object[] {
  return inputs.map(({ name, bytes, lines, matches, problems, warnings }, at) => {
    const unfinished = interrupted && at === inputs.length - 1;
    const status = problems > 0 || unfinished ? 'incomplete' : 'complete';
    return { name, status, bytes, lines, matches, problems, warnings };
  });
}

function totalsOf(summary: Summary): object {
  return {
    inputs: summary.inputs.length,
    bytes: summary.bytes,
    lines: summary.lines,
    matches: summary.matches,
    withheld: summary.withheld,
    problems: summary.problems,
    warnings: summary.warnings,
    complete: summary.complete,
    interrupted: summary.interrupted,
    seconds: Math.round(summary.seconds * 1000) / 1000,
    census: summary.census,
  };
}

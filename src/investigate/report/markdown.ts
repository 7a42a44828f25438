import { BoundedList } from '../../report/bounded-list.js';
import { describeProblem } from '../../report/wording.js';
import { defaultRule } from '../../rule/revisions.js';
import type { EventNumber } from '../case.js';
import { codeBlock, codeSpan } from './code.js';
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
import { type Sentence, textOf } from './sentence.js';
import { reference, timelineLines } from './timeline.js';

const rule = defaultRule.identity;

/** Problems that are told in full; the rest are counted. */
const mostProblems = 20;

/**
 * Writes a case as GitHub-flavoured Markdown, for a ticket. What comes from inputs stands in code spans and fences, so
 * nothing in it is a link, a mention, markup or HTML.
 */
export const caseMarkdown: CaseReporterFactory = (writer) => {
  const problems = new BoundedList(mostProblems);
  return {
    problem(problem) {
      problems.add(() => describeProblem(problem));
    },
    async finish(found, summary) {
      let lead = '';
      for (const block of blocks(outlineOf(found, summary), problems)) {
        await writer.write(`${lead}${block}\n`);
        lead = '\n';
      }
    },
  };
};

/** The blocks of the document, without blank lines between them. */
function* blocks(
  { hosts, elsewhere, ending }: CaseOutline,
  problems: BoundedList,
): Generator<string> {
  yield `# Case: ${rule.name}`;
  if (hosts.length > 0) yield 'Numbers in brackets name the events of the timelines.';
  for (const host of hosts) yield* hostBlocks(host);
  yield* timelineBlocks('## Timeline of other hosts', elsewhere);
  if (hosts.length > 0) yield '## What this rests on';
  yield* ending.map(marked);
  yield* problemBlocks(problems);
}

function* hostBlocks({
  title,
  notes,
  files,
  steps,
  surroundings,
  nothingElse,
  timeline,
}: HostOutline): Generator<string> {
  yield `## Host ${marked(title)}`;
  yield* notes.map(marked);
  for (const file of files) yield* fileBlocks(file);
  yield '### What else happened';
  if (surroundings.length === 0) yield marked(nothingElse);
  for (const section of surroundings) yield* sectionBlocks(section);
  yield* timelineBlocks('### Timeline', timeline);
  for (const file of files) {
    yield* stepBlocks(`### Next steps for ${marked(file.title)}`, file.steps);
  }
  yield* stepBlocks('### Next steps for the host', steps);
}

function fileBlocks({ title, events, sections }: FileOutline): string[] {
  return [`### Planted file ${marked(title)}${cited(events)}`, ...sections.flatMap(sectionBlocks)];
}

function sectionBlocks({ title, answer, lines }: Section): string[] {
  return [
    `#### ${title}`,
    ...(answer === undefined ? [] : [`**${marked(answer)}.**`]),
    ...(lines.length === 0 ? [] : [lines.flatMap((line) => itemLines(line, '')).join('\n')]),
  ];
}

function itemLines({ label, text, events, details }: Line, indent: string): string[] {
  const head = label === '' ? '' : `**${label}** `;
  return [
    `${indent}- ${head}${marked(text)}${cited(events)}`,
    ...details.flatMap((detail) => itemLines(detail, `${indent}  `)),
  ];
}

function cited(events: readonly EventNumber[]): string {
  const numbers = reference(events);
  return numbers === '' ? '' : ` ${numbers}`;
}

function stepBlocks(title: string, { osquery, shell, response }: StepsOutline): string[] {
  const parts = [
    ...snippetBlocks('#### In osquery', osquery),
    ...snippetBlocks('#### In a shell of the host', shell),
    ...(response.length === 0
      ? []
      : ['#### Response', response.map((step) => `- [ ] ${step}`).join('\n')]),
  ];
  return parts.length === 0 ? [] : [title, ...parts];
}

function snippetBlocks(title: string, snippets: readonly Snippet[]): string[] {
  if (snippets.length === 0) return [];
  return [
    title,
    ...snippets.flatMap(({ purpose, code, language }) => [purpose, codeBlock([code], language)]),
  ];
}

function timelineBlocks(title: string, entries: readonly TimelineEntry[]): string[] {
  if (entries.length === 0) return [];
  return [title, codeBlock(timelineLines(entries), 'text')];
}

function problemBlocks({ listed, notListed }: BoundedList): string[] {
  if (listed.length === 0) return [];
  const rest = notListed === 0 ? [] : [`- and ${notListed} more`];
  return [[...listed.map((problem) => `- ${codeSpan(problem)}`), ...rest].join('\n')];
}

/** A sentence in Markdown. */
function marked(sentence: Sentence): string {
  return textOf(sentence, codeSpan);
}

import { BoundedList } from '../../report/bounded-list.js';
import { wordsFor } from '../../report/rule-words.js';
import { count } from '../../report/units.js';
import { describeProblem } from '../../report/wording.js';
import type { EventNumber } from '../shown.js';
import { caseOutline } from './case-outline.js';
import { codeBlock, codeSpan } from './code.js';
import { type ListedFinding, listedFindings, sameFor } from './finding-list.js';
import {
  type CaseOutline,
  type ChainOutline,
  citation,
  type FileOutline,
  type FindingOutline,
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
import { renderSentence, type Sentence, semicolons } from './sentence.js';
import { timelineLines } from './timeline-lines.js';

/** Problems that are listed; the rest are only counted. */
const maxProblems = 20;

/** Characters that a ticket or comment of GitHub and Jira takes. */
const ticketLimits: Readonly<Record<string, number>> = { GitHub: 65_536, Jira: 32_767 };

/** That a case is too large for a ticket, and what makes it smaller. */
function ticketRemarks(characters: number): readonly string[] {
  const tooSmall = Object.entries(ticketLimits).filter(([, limit]) => characters > limit);
  if (tooSmall.length === 0) return [];
  const names = tooSmall.map(([name, limit]) => `${name} (${limit.toLocaleString('en')})`);
  return [
    `the Markdown has ${characters.toLocaleString('en')} characters, too many for a ticket of ${names.join(' or ')}; --host, --path and --parts make it smaller`,
  ];
}

/**
 * Writes a case as GitHub-flavored Markdown, for a ticket. Text from inputs is only in code spans and fences, so nothing
 * in it becomes a link, a mention, markup or HTML.
 */
export const caseMarkdown: CaseReporterFactory = (writer, context) => {
  const { rule } = context;
  let characters = 0;
  const problems = new BoundedList(maxProblems);
  const words = wordsFor(rule);
  return {
    problem(problem) {
      problems.add(() => describeProblem(problem, words));
    },
    async finish(found, summary, leads) {
      let lead = '';
      for (const block of blocks(
        rule.identity.name,
        caseOutline(found, { ...context, summary, leads }),
        problems,
      )) {
        const text = `${lead}${block}\n`;
        characters += text.length;
        await writer.write(text);
        lead = '\n';
      }
    },
    remarks: () => ticketRemarks(characters),
  };
};

/** The blocks of the document, without the blank lines between them. */
function* blocks(ruleName: string, outline: CaseOutline, problems: BoundedList): Generator<string> {
  const { notes, findings, hosts, hostsFolded, otherHosts, acrossHosts, indicators } = outline;
  const { leftOut, ending } = outline;
  yield `# Case: ${ruleName}`;
  if (hosts.length > 0) yield 'Numbers in brackets refer to events in the timelines.';
  yield* notes.map(markdown);
  yield* findingBlocks(findings, outline.isFolded);
  if (outline.key !== undefined) yield markdown(outline.key);
  for (const host of hosts) yield* hostBlocks(host);
  if (hostsFolded !== undefined) yield markdown(hostsFolded);
  yield* folded('Timeline of other hosts', timelineBlocks(otherHosts));
  if (acrossHosts !== undefined) yield* folded(acrossHosts.title, lineBlocks(acrossHosts));
  if (indicators !== undefined) yield* folded('Indicators', indicatorBlocks(indicators));
  if (hosts.length > 0) yield '## Completeness';
  if (leftOut !== undefined) yield* sectionBlocks(leftOut);
  yield* ending.map(markdown);
  yield* problemBlocks(problems);
}

/**
 * A part that a reader can unfold; nothing if it is empty. This is the only HTML: the summary is never text from inputs.
 */
function* folded(summary: string, content: Iterable<string>): Generator<string> {
  const blocks = [...content];
  if (blocks.length === 0) return;
  yield `<details><summary>${summary}</summary>`;
  yield* blocks;
  yield '</details>';
}

/** The findings at a glance: a line each if there are several, then ten lines each. */
function* findingBlocks(findings: readonly FindingOutline[], isFolded: boolean): Generator<string> {
  const { rows, blocks: shown, rest } = listedFindings(findings, isFolded);
  if (findings.length > 1) {
    yield '## Overview';
    yield rows.map(findingItem).join('\n');
    if (rest !== undefined) yield rest;
  }
  for (const { finding, alike, lines } of shown) {
    const { number, path, host, planted, events } = finding;
    yield `## #${number} ${codeSpan(path)} on ${markdown(host)}, ${markdown(planted)}${cite(events)}`;
    const same = sameFor(alike, codeSpan);
    yield [
      ...lines.flatMap((line) => itemLines(line, '')),
      ...(same === '' ? [] : [`- **SAME FOR** ${same}`]),
    ].join('\n');
  }
}

function findingItem({ finding, alike }: ListedFinding): string {
  const { number, path, host, ran, boot, by, from, harmless, alerts } = finding;
  const answers = `ran: **${ran.text}**, boot: **${boot.text}**`;
  const who = `by ${markdown(by)}, from ${markdown(from)}`;
  const more = alike.length === 0 ? '' : ` and ${count(alike.length, 'more file')} like it`;
  const what = `${codeSpan(path)}${more} on ${markdown(host)}`;
  const alerted = alerts > 0 ? `, ${count(alerts, 'alert')}` : '';
  return `- **#${number}** ${what}, ${answers}, ${who}, for harmlessness: ${harmless.text}${alerted}`;
}

function* hostBlocks(host: HostOutline): Generator<string> {
  const { title, notes, files, chains, chainsFolded, steps, timeline, gaps } = host;
  yield `## Host ${markdown(title)}`;
  yield* notes.map(markdown);
  for (const [at, file] of files.entries()) {
    const which = files.length === 1 ? 'the file' : `file ${at + 1} of ${files.length}`;
    if (file.sections.length > 0) yield* folded(`Evidence for ${which}`, fileBlocks(file));
  }
  yield* folded('Who wrote it', chainBlocks(chains, chainsFolded));
  yield* folded('What else happened', activityBlocks(host));
  yield* folded('Timeline', timelineBlocks(timeline));
  yield* folded('What this log cannot show', gaps.map(markdown));
  yield* folded('Next steps', [
    ...files.flatMap((file) => [
      ...stepBlocks(`### Next steps for ${markdown(file.title)}`, file.steps),
    ]),
    ...stepBlocks('### Next steps for the host', steps),
  ]);
}

/** Nested lists, an item for each process. */
function* chainBlocks(
  chains: readonly ChainOutline[],
  foldedChains: Sentence | undefined,
): Generator<string> {
  for (const { title, lines } of chains) {
    if (title !== undefined) yield `### ${markdown(title)}`;
    yield lines.flatMap(treeItems).join('\n');
  }
  if (foldedChains !== undefined) yield markdown(foldedChains);
}

function treeItems({ depth, text, marks, events, details }: TreeLine): readonly string[] {
  const indent = '  '.repeat(depth);
  const more = details.map((detail) => `; ${markdown(detail.text)}`).join('');
  const remarks = marks.length === 0 ? '' : ` (**${markdown(semicolons(marks))}**)`;
  return [`${indent}- ${markdown(text)}${more}${remarks}${cite(events)}`];
}

function* activityBlocks({ activities, nothingElse }: HostOutline): Generator<string> {
  if (activities.length === 0 && nothingElse !== undefined) yield markdown(nothingElse);
  for (const section of activities) yield* sectionBlocks(section);
}

function* indicatorBlocks(groups: IndicatorsOutline): Generator<string> {
  for (const { label, values, more } of groups) {
    yield `#### ${label}`;
    yield codeBlock(values, 'text');
    if (more > 0) yield `and ${more} more (-f indicators)`;
  }
}

function* fileBlocks({ heading, events, sections }: FileOutline): Generator<string> {
  yield `### ${markdown(heading)}${cite(events)}`;
  for (const section of sections) yield* sectionBlocks(section);
}

function* sectionBlocks(section: OutlineSection): Generator<string> {
  yield `#### ${section.title}`;
  yield* lineBlocks(section);
}

function* lineBlocks({ answer, lines }: OutlineSection): Generator<string> {
  if (answer !== undefined) yield `**${markdown(answer)}.**`;
  if (lines.length > 0) yield lines.flatMap((line) => itemLines(line, '')).join('\n');
}

function itemLines(
  { label, text, events = [], answer, details = [] }: OutlineLine,
  indent: string,
): string[] {
  const head = label === '' ? '' : `**${label}** `;
  const body = markdown(text);
  const shown =
    answer !== undefined && body.startsWith(answer.text)
      ? `**${answer.text}** ${body.slice(answer.text.length).trimStart()}`.trimEnd()
      : body;
  return [
    `${indent}- ${head}${shown}${cite(events)}`,
    ...details.flatMap((detail) => itemLines(detail, `${indent}  `)),
  ];
}

function cite(events: readonly EventNumber[]): string {
  const numbers = citation(events);
  return numbers === '' ? '' : ` ${numbers}`;
}

function* stepBlocks(
  title: string,
  { hunt, osquery, shell, response }: StepsOutline,
): Generator<string> {
  if (hunt.length + osquery.length + shell.length + response.length === 0) return;
  yield title;
  yield* snippetBlocks('#### In Kibana', hunt);
  yield* snippetBlocks('#### In osquery', osquery);
  yield* snippetBlocks('#### In a shell on the host', shell);
  yield* response;
}

function* snippetBlocks(title: string, snippets: readonly Snippet[]): Generator<string> {
  if (snippets.length > 0) yield title;
  for (const { purpose, code, language } of snippets) {
    yield purpose;
    yield codeBlock([code], language);
  }
}

function* timelineBlocks({ heading, entries, folded: more }: TimelineOutline): Generator<string> {
  if (entries.length === 0) return;
  if (heading !== undefined) yield markdown(heading);
  yield codeBlock(timelineLines(entries), 'text');
  if (more !== undefined) yield markdown(more);
}

function* problemBlocks({ listed, notListed }: BoundedList): Generator<string> {
  if (listed.length === 0) return;
  const rest = notListed === 0 ? '' : `\n- and ${notListed} more`;
  yield `${listed.map((problem) => `- ${codeSpan(problem)}`).join('\n')}${rest}`;
}

function markdown(sentence: Sentence): string {
  return renderSentence(sentence, codeSpan);
}

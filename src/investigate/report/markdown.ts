import { BoundedList } from '../../report/bounded-list.js';
import { wordsFor } from '../../report/rule-words.js';
import { count } from '../../report/units.js';
import { describeProblem } from '../../report/wording.js';
import type { EventNumber } from '../shown.js';
import { caseOutline } from './case-outline.js';
import { codeBlock, codeSpan } from './code.js';
import { listedFindings } from './finding.js';
import {
  type CaseOutline,
  citation,
  type FileOutline,
  type FindingOutline,
  type HostOutline,
  type OutlineLine,
  type OutlineSection,
  type Snippet,
  type StepsOutline,
  type TimelineEntry,
} from './outline.js';
import type { CaseReporterFactory } from './reporter.js';
import { renderSentence, type Sentence } from './sentence.js';
import { timelineLines } from './timeline.js';

/** Problems that are listed; the rest are only counted. */
const maxProblems = 20;

/**
 * Writes a case as GitHub-flavored Markdown, for a ticket. Text from inputs is only in code spans and fences, so nothing
 * in it becomes a link, a mention, markup or HTML.
 */
export const caseMarkdown: CaseReporterFactory = (writer, { rule, parts }) => {
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
        caseOutline(found, { summary, leads, rule, parts }),
        problems,
      )) {
        await writer.write(`${lead}${block}\n`);
        lead = '\n';
      }
    },
  };
};

/** The blocks of the document, without the blank lines between them. */
function* blocks(
  ruleName: string,
  { findings, hosts, leftOut, otherHosts, ending }: CaseOutline,
  problems: BoundedList,
): Generator<string> {
  yield `# Case: ${ruleName}`;
  if (hosts.length > 0) yield 'Numbers in brackets refer to events in the timelines.';
  yield* findingBlocks(findings);
  for (const host of hosts) yield* hostBlocks(host);
  yield* timelineBlocks('## Timeline of other hosts', otherHosts);
  if (hosts.length > 0) yield '## Completeness';
  if (leftOut !== undefined) yield* sectionBlocks(leftOut);
  yield* ending.map(markdown);
  yield* problemBlocks(problems);
}

/** The findings at a glance: a line each if there are several, then ten lines each. */
function* findingBlocks(findings: readonly FindingOutline[]): Generator<string> {
  const { rows, blocks: shown, rest } = listedFindings(findings);
  if (findings.length > 1) {
    yield '## Overview';
    yield rows.map(findingItem).join('\n');
    if (rest !== undefined) yield rest;
  }
  for (const { number, path, host, time, events, lines } of shown) {
    yield `## #${number} ${codeSpan(path)} on ${markdown(host)}, planted ${markdown(time)}${cite(events)}`;
    yield lines.flatMap((line) => itemLines(line, '')).join('\n');
  }
}

function findingItem({ number, path, host, ran, boot, by, from, alerts }: FindingOutline): string {
  const answers = `ran: **${ran.text}**, boot: **${boot.text}**`;
  const who = `by ${markdown(by)}, from ${markdown(from)}`;
  return `- **#${number}** ${codeSpan(path)} on ${markdown(host)}, ${answers}, ${who}${alerts > 0 ? `, ${count(alerts, 'alert')}` : ''}`;
}

function* hostBlocks(host: HostOutline): Generator<string> {
  const { title, notes, files, steps, activities, nothingElse, timeline } = host;
  yield `## Host ${markdown(title)}`;
  yield* notes.map(markdown);
  for (const file of files) if (file.sections.length > 0) yield* fileBlocks(file);
  if (activities.length > 0 || nothingElse !== undefined) yield '### What else happened';
  if (activities.length === 0 && nothingElse !== undefined) yield markdown(nothingElse);
  for (const section of activities) yield* sectionBlocks(section);
  yield* timelineBlocks('### Timeline', timeline);
  for (const file of files) {
    yield* stepBlocks(`### Next steps for ${markdown(file.title)}`, file.steps);
  }
  yield* stepBlocks('### Next steps for the host', steps);
}

function* fileBlocks({ heading, events, sections }: FileOutline): Generator<string> {
  yield `### ${markdown(heading)}${cite(events)}`;
  for (const section of sections) yield* sectionBlocks(section);
}

function* sectionBlocks({ title, answer, lines }: OutlineSection): Generator<string> {
  yield `#### ${title}`;
  if (answer !== undefined) yield `**${markdown(answer)}.**`;
  if (lines.length > 0) yield lines.flatMap((line) => itemLines(line, '')).join('\n');
}

function itemLines(
  { label, text, events = [], details = [] }: OutlineLine,
  indent: string,
): string[] {
  const head = label === '' ? '' : `**${label}** `;
  return [
    `${indent}- ${head}${markdown(text)}${cite(events)}`,
    ...details.flatMap((detail) => itemLines(detail, `${indent}  `)),
  ];
}

function cite(events: readonly EventNumber[]): string {
  const numbers = citation(events);
  return numbers === '' ? '' : ` ${numbers}`;
}

function* stepBlocks(title: string, { osquery, shell, response }: StepsOutline): Generator<string> {
  if (osquery.length + shell.length + response.length === 0) return;
  yield title;
  yield* snippetBlocks('#### In osquery', osquery);
  yield* snippetBlocks('#### In a shell on the host', shell);
  if (response.length > 0) {
    yield '#### Response';
    yield response.map((step) => `- [ ] ${step}`).join('\n');
  }
}

function* snippetBlocks(title: string, snippets: readonly Snippet[]): Generator<string> {
  if (snippets.length > 0) yield title;
  for (const { purpose, code, language } of snippets) {
    yield purpose;
    yield codeBlock([code], language);
  }
}

function* timelineBlocks(title: string, entries: readonly TimelineEntry[]): Generator<string> {
  if (entries.length === 0) return;
  yield title;
  yield codeBlock(timelineLines(entries), 'text');
}

function* problemBlocks({ listed, notListed }: BoundedList): Generator<string> {
  if (listed.length === 0) return;
  const rest = notListed === 0 ? '' : `\n- and ${notListed} more`;
  yield `${listed.map((problem) => `- ${codeSpan(problem)}`).join('\n')}${rest}`;
}

function markdown(sentence: Sentence): string {
  return renderSentence(sentence, codeSpan);
}

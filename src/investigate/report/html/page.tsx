import { createHash } from 'node:crypto';
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import type { Writer } from '../../../io/writer.js';
import { BoundedList } from '../../../report/bounded-list.js';
import type { ReportContext } from '../../../report/reporter.js';
import { wordsFor } from '../../../report/rule-words.js';
import { count } from '../../../report/units.js';
import { describeProblem } from '../../../report/wording.js';
import { caseOutline } from '../case-outline.js';
import { caseJson } from '../json.js';
import type { CaseReporterFactory } from '../reporter.js';
import type { Sentence } from '../sentence.js';
import { script, style } from './assets.js';
import { Card } from './card.js';
import { Groups } from './groups.js';
import { HostSection } from './host-section.js';
import { Indicators } from './indicators.js';
import { islandText, rawChunks } from './islands.js';
import { Overview } from './overview.js';
import { Lines, Pieces, Section, Words } from './text.js';
import { timelineData } from './timeline-data.js';
import { findingViews } from './view.js';

/** Problems that are listed; the rest are only counted. */
const maxProblems = 20;

/** Activities in the page: with more hosts, fewer of each. The lists of events have all. */
const maxActivities = 2000;
const minLines = 12;

/** Hosts in a page with the next steps for each. */
const maxHostsWithSteps = 30;

/**
 * Writes a case as a page: one file that loads nothing, for people who would rather look than read. Text from inputs is
 * never markup, script, style, a URL or an id.
 */
export const caseHtml: CaseReporterFactory = (writer, context) => {
  const problems = new BoundedList(maxProblems);
  const words = wordsFor(context.rule);
  const json = new CaseText(context);
  return {
    problem(problem) {
      problems.add(() => describeProblem(problem, words));
      return json.reporter.problem?.(problem);
    },
    async finish(found, summary, leads, texts = () => undefined) {
      const { rule, version } = context;
      const outline = caseOutline(found, { summary, leads, rule });
      const { notes, findings, key, hosts, leftOut, acrossHosts, indicators, ending } = outline;
      const views = findingViews(found, findings);
      let size = 0;
      const write = async (text: string): Promise<void> => {
        size += Buffer.byteLength(text);
        await writer.write(text);
      };
      const put = (node: VNode): Promise<void> => write(`${render(node)}\n`);

      await write(headOf(rule.identity.name));
      await put(
        <header class="top">
          <h1>Case: {rule.identity.name}</h1>
          <p class="muted">
            {findings.length > 0 &&
              `${count(findings.length, 'finding')} on ${count(found.hosts.length, 'host')}, ${count(found.events.length, 'cited event')}; numbers open the events. `}
            initd-scan {version}
          </p>
          <Notes
            sentences={[...notes, ...ending]}
            isComplete={summary.complete}
            problems={problems}
          />
          {leftOut !== undefined && (
            <details>
              <summary>{leftOut.title}</summary>
              <Section section={leftOut} />
            </details>
          )}
        </header>,
      );
      await write('<main>\n');
      await put(<Overview views={views} />);
      if (key !== undefined) {
        await put(
          <p class="muted key">
            <Words sentence={key} />
          </p>,
        );
      }
      for (const view of views) {
        const { hosts: own, path } = view.outline;
        const at = hosts.findIndex(({ host }) => host === own[0]);
        const evidence = hosts[at]?.files.find(({ title }) => isAbout(title, path));
        await put(
          <Card view={view} evidence={evidence} hostAt={at + 1} caseEvents={found.events} />,
        );
      }
      await put(<Groups found={found} />);
      if (acrossHosts !== undefined) {
        await put(
          <section>
            <h2>{acrossHosts.title}</h2>
            <details>
              <summary>Addresses, contents and users, by host and time</summary>
              <Lines lines={acrossHosts.lines} />
            </details>
          </section>,
        );
      }
      if (indicators !== undefined) await put(<Indicators groups={indicators} />);
      const timelines = hosts.map(({ host }) =>
        timelineData(host, found.hosts.indexOf(host), found),
      );
      for (const [at, host] of hosts.entries()) {
        await put(
          <HostSection
            outline={host}
            number={at + 1}
            timeline={timelines[at]}
            maxLines={Math.max(minLines, Math.floor(maxActivities / hosts.length))}
            hasSteps={hosts.length <= maxHostsWithSteps}
          />,
        );
      }
      const elsewhere = found.events.filter(({ host }) => host === undefined).length;
      if (elsewhere > 0) {
        await put(
          <section>
            <h2>Events of other hosts</h2>
            <details class="events" data-host="0">
              <summary>{count(elsewhere, 'event')} as a list</summary>
            </details>
          </section>,
        );
      }
      await write('</main>\n');

      await json.reporter.finish(found, summary, leads);
      await write(island('case', json.text));
      await write(island('timelines', JSON.stringify(timelines.map((data) => data ?? null))));
      for (const [at, chunk] of rawChunks(found.events, texts, size).entries()) {
        await write(`<script type="text/plain" id="raw${at}">${chunk}</script>\n`);
      }
      await write(`<script>${script}</script>\n</body>\n</html>\n`);
    },
  };
};

/** Whether a title is this path and nothing else. */
function isAbout(title: Sentence, path: string): boolean {
  const [part] = title;
  return part !== undefined && 'value' in part && part.value === path;
}

/** The case in the format json, as text. */
class CaseText implements Writer {
  readonly #parts: string[] = [];
  readonly reporter: ReturnType<typeof caseJson>;

  constructor(context: ReportContext) {
    this.reporter = caseJson(this, { ...context, terminal: false });
  }

  get text(): string {
    return this.#parts.join('');
  }

  write(data: string | Uint8Array): void {
    this.#parts.push(typeof data === 'string' ? data : Buffer.from(data).toString());
  }
}

function Notes({
  sentences,
  isComplete,
  problems: { listed, notListed },
}: {
  readonly sentences: readonly Sentence[];
  readonly isComplete: boolean;
  readonly problems: BoundedList;
}): VNode {
  return (
    <div class={isComplete ? 'completeness' : 'completeness incomplete'}>
      {sentences.map((sentence) => (
        <p>
          <Words sentence={sentence} />
        </p>
      ))}
      {listed.length > 0 && (
        <ul>
          {listed.map((problem) => (
            <li>
              <Pieces text={problem} />
            </li>
          ))}
          {notListed > 0 && <li>and {notListed} more</li>}
        </ul>
      )}
    </div>
  );
}

function headOf(ruleName: string): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const head = render(
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content={policy} />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="referrer" content="no-referrer" />
      <meta name="robots" content="noindex" />
      <title>Case: {ruleName}</title>
    </head>,
  );
  // The style is the project's own text and must reach the browser byte for byte.
  const styled = head.replace('</head>', () => `<style>${style}</style></head>`);
  return `<!DOCTYPE html>\n<html lang="en">\n${styled}\n<body>\n`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function island(id: string, json: string): string {
  return `<script type="application/json" id="${id}">${islandText(json)}</script>\n`;
}

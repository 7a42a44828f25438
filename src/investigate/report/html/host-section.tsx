import type { VNode } from 'preact';
import type { HostOutline, Snippet, StepsOutline } from '../outline.js';
import { plain } from '../sentence.js';
import { Pieces, Section, Words } from './text.js';
import { laneLabelWidth, TimelinePicture } from './timeline-picture.js';
import { firstRange, rangeWords, type TimelineData, timelineScene } from './timeline-scene.js';

/** Width of a timeline before the page's script fits it into the window, in CSS pixels. */
const timelineWidth = 960;

/** What concerns a whole host: its timeline, what else happened, and what to do next. */
export function HostSection({
  outline,
  number,
  timeline,
  maxLines,
  hasSteps,
}: {
  readonly outline: HostOutline;
  /** From 1. */
  readonly number: number;
  readonly timeline: TimelineData | undefined;
  /** Activities that a section shows. */
  readonly maxLines: number;
  readonly hasSteps: boolean;
}): VNode {
  const { title, notes, gaps, activities, nothingElse, files, steps } = outline;
  return (
    <section class="host" id={`h${number}`} aria-labelledby={`n${number}`}>
      <h2 id={`n${number}`}>
        Host <Words sentence={title} />
      </h2>
      {[...notes, ...gaps].map((note) => (
        <p class="note">
          <Words sentence={note} />
        </p>
      ))}
      {timeline !== undefined && <Timeline data={timeline} number={number} />}
      <details class="activities" open={activities.length > 0}>
        <summary>What else happened</summary>
        {activities.map((section) => (
          <Section section={section} maxLines={maxLines} />
        ))}
        {activities.length === 0 && nothingElse !== undefined && (
          <p>
            <Words sentence={nothingElse} />
          </p>
        )}
      </details>
      {hasSteps ? (
        <details>
          <summary>Next steps</summary>
          {files.map((file) => (
            <Steps title={`For ${plain(file.title)}`} steps={file.steps} />
          ))}
          <Steps title="For the host" steps={steps} />
        </details>
      ) : (
        <p class="muted">Next steps are in the page of this host alone (--host).</p>
      )}
    </section>
  );
}

function Timeline({
  data,
  number,
}: {
  readonly data: TimelineData;
  readonly number: number;
}): VNode {
  const range = firstRange(data);
  const scene = timelineScene(data, range, timelineWidth - laneLabelWidth);
  return (
    <figure class="picture timeline" data-timeline={number}>
      <figcaption id={`l${number}`}>
        Timeline <span class="range">{rangeWords(range)}</span>
      </figcaption>
      <div class="controls" role="toolbar" aria-label="Zoom" hidden>
        <button type="button" name="in">
          Zoom in
        </button>
        <button type="button" name="out">
          Zoom out
        </button>
        <button type="button" name="earlier">
          Earlier
        </button>
        <button type="button" name="later">
          Later
        </button>
        <button type="button" name="planting">
          Around the planting
        </button>
        <button type="button" name="all">
          All
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls and zooms by keyboard */}
      <section class="scroll" tabIndex={0} aria-labelledby={`l${number} n${number}`}>
        <TimelinePicture scene={scene} width={timelineWidth} id={number} />
      </section>
      <details class="events" data-host={number}>
        <summary>The {data.marks.length} events as a list</summary>
      </details>
    </figure>
  );
}

function Steps({
  title,
  steps: { hunt, osquery, shell, response },
}: {
  readonly title: string;
  readonly steps: StepsOutline;
}): VNode | null {
  if (hunt.length + osquery.length + shell.length + response.length === 0) return null;
  return (
    <section class="section">
      <h3>{title}</h3>
      <Snippets title="In Kibana" snippets={hunt} />
      <Snippets title="In osquery" snippets={osquery} />
      <Snippets title="In a shell on the host" snippets={shell} />
      {response.length > 0 && (
        <>
          <h4>Response</h4>
          <ul>
            {response.map((step) => (
              <li>{step}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Snippets({
  title,
  snippets,
}: {
  readonly title: string;
  readonly snippets: readonly Snippet[];
}): VNode | null {
  if (snippets.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      {snippets.map(({ purpose, code }) => (
        <>
          <p>{purpose}</p>
          <pre>
            <Pieces text={code} />
          </pre>
        </>
      ))}
    </>
  );
}

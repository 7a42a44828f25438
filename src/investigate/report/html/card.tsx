import type { VNode } from 'preact';
import type { CaseEvent } from '../../case.js';
import type { FileOutline } from '../outline.js';
import type { Sentence } from '../sentence.js';
import { Chips } from './overview.js';
import { ProcessPicture } from './process-picture.js';
import { Cited, Pieces, Section, Value, Words } from './text.js';
import type { FindingView } from './view.js';

/**
 * A finding in about ten lines, with the picture of its processes and the evidence.
 *
 * @param hostAt the number of its host's section in the page.
 */
export function Card({
  view,
  evidence,
  hostAt,
  caseEvents,
}: {
  readonly view: FindingView;
  readonly evidence: FileOutline | undefined;
  readonly hostAt: number;
  readonly caseEvents: readonly CaseEvent[];
}): VNode {
  const { outline, chips } = view;
  const { number, path, host, planted, events, lines, file, hosts } = outline;
  const sections = evidence?.sections ?? [];
  return (
    <article class="card" id={`f${number}`} aria-labelledby={`t${number}`}>
      <header>
        <h2 id={`t${number}`}>
          <span class="number">#{number}</span> <Value text={path} /> on <Words sentence={host} />
        </h2>
        <p class="planted">
          <Words sentence={planted} />
          <Cited events={events} />
        </p>
        <Chips chips={chips} />
      </header>
      <dl class="answers">
        {lines.map(({ label, text, events: shown = [], isMarked }) => (
          <div class={isMarked ? 'marked' : undefined}>
            <dt>
              <Pieces text={label} />
            </dt>
            <dd>
              <Line label={label} text={text} />
              <Cited events={shown} />
            </dd>
          </div>
        ))}
      </dl>
      <ProcessPicture file={file} host={hosts[0]} events={caseEvents} number={number} />
      {sections.length > 0 && (
        <details class="evidence">
          <summary>Evidence for each answer</summary>
          {sections.map((section) => (
            <Section section={section} />
          ))}
        </details>
      )}
      <p class="more">
        <a href={`#h${hostAt}`}>Timeline and other activity of the host</a>
      </p>
    </article>
  );
}

/** Lines that begin with an answer, which text reports pad to a column. */
const answered: ReadonlySet<string> = new Set(['BOOT', 'RAN']);

function Line({ label, text }: { readonly label: string; readonly text: Sentence }): VNode {
  const [first, ...rest] = text;
  if (!answered.has(label) || first === undefined || !('words' in first)) {
    return <Words sentence={text} />;
  }
  return (
    <>
      <strong>{first.words.trimEnd()}</strong> <Words sentence={rest} />
    </>
  );
}

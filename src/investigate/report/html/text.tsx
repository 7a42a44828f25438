import type { VNode } from 'preact';
import type { EventNumber } from '../../shown.js';
import type { OutlineLine, OutlineSection } from '../outline.js';
import type { Sentence } from '../sentence.js';
import { textPieces } from './pieces.js';

/** Number of characters from which a value is folded, and of those that are then shown. */
const maxUnfolded = 400;
const foldedLength = 160;

/** Text from an event or input, in which hidden characters are codes that cannot be mistaken for text. */
export function Value({ text }: { readonly text: string }): VNode {
  if (text === '') return <i>(empty)</i>;
  if (text.length <= maxUnfolded) return <Literal text={text} />;
  const [shown, rest] = cutAt(text, foldedLength);
  return (
    <details class="long">
      <summary>
        <Literal text={shown} />… <span class="muted">({text.length} characters)</span>
      </summary>
      <Literal text={rest} />
    </details>
  );
}

function Literal({ text }: { readonly text: string }): VNode {
  return (
    <span class="value">
      <Pieces text={text} />
    </span>
  );
}

/** Text without a frame of its own, such as a label that may come from an event. */
export function Pieces({ text }: { readonly text: string }): VNode {
  return (
    <>
      {textPieces(text).map((piece) =>
        piece.isCode ? <b class="hidden-character">{piece.text}</b> : piece.text,
      )}
    </>
  );
}

/** The beginning of a text and the rest, without splitting a character. */
export function cutAt(text: string, length: number): readonly [string, string] {
  const splits = /[\ud800-\udbff]/.test(text.charAt(length - 1));
  const at = splits ? length - 1 : length;
  return [text.slice(0, at), text.slice(at)];
}

export function Words({ sentence }: { readonly sentence: Sentence }): VNode {
  return (
    <>{sentence.map((part) => ('words' in part ? part.words : <Value text={part.value} />))}</>
  );
}

/** The numbers of events, each a link that opens its event. */
export function Cited({ events }: { readonly events: readonly EventNumber[] }): VNode | null {
  if (events.length === 0) return null;
  const ascending = events.toSorted((one, other) => one - other);
  return (
    <span class="cited">
      {' ['}
      {ascending.map((number, at) => (
        <>
          {at === 0 ? '' : ', '}
          <a href={`#e${number}`}>{number}</a>
        </>
      ))}
      ]
    </span>
  );
}

/** @param maxLines lines that are shown; the rest are only counted. */
export function Section({
  section,
  maxLines = Number.POSITIVE_INFINITY,
}: {
  readonly section: OutlineSection;
  readonly maxLines?: number;
}): VNode {
  const { title, answer, lines } = section;
  return (
    <section class="section">
      <h3>
        <Pieces text={title} />
      </h3>
      {answer !== undefined && (
        <p class="answer">
          <Words sentence={answer} />
        </p>
      )}
      <Lines lines={lines.slice(0, maxLines)} />
      {lines.length > maxLines && (
        <p class="muted">
          and {lines.length - maxLines} more; the list of events has all that they cite
        </p>
      )}
    </section>
  );
}

export function Lines({ lines }: { readonly lines: readonly OutlineLine[] }): VNode | null {
  if (lines.length === 0) return null;
  return (
    <ul class="lines">
      {lines.map(({ label, text, events = [], isMarked, details = [] }) => (
        <li class={isMarked ? 'marked' : undefined}>
          {label !== '' && (
            <span class="label">
              <Pieces text={label} />{' '}
            </span>
          )}
          <Words sentence={text} />
          <Cited events={events} />
          <Lines lines={details} />
        </li>
      ))}
    </ul>
  );
}

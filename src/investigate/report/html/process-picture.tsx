import type { VNode } from 'preact';
import { sanitize } from '../../../report/sanitize.js';
import type { CaseEvent, HostCase, PlantedFile } from '../../case.js';
import { textPieces } from './pieces.js';
import {
  boxHeight,
  boxWidth,
  headerHeight,
  listIndent,
  type PlacedBox,
  type PlacedLane,
  padding,
  placeLanes,
} from './process-layout.js';
import { sessionsLeftOut, treeLanes } from './process-tree.js';
import { Cited, cutAt, Pieces, Value } from './text.js';
import type { TreeBox, TreeLane } from './tree-box.js';

/** Characters of the texts in a box. */
const titleLength = 29;
const lineLength = 29;

/** Characters of the text that a pointer over a box shows. */
const tooltipLength = 500;

/** Events that a box links to. */
const maxCited = 3;

/** The widest picture that a wide window makes smaller rather than scroll: its text stays large enough to read. */
const maxFittedWidth = 1400;

/** The processes that planted a file and those that ran it, as a picture and as text. */
export function ProcessPicture({
  file,
  host,
  events,
  number,
}: {
  readonly file: PlantedFile;
  readonly host: HostCase;
  /** The case's events. */
  readonly events: readonly CaseEvent[];
  readonly number: number;
}): VNode | null {
  const lanes = treeLanes(file, host, events);
  if (lanes.length === 0) return null;
  const placed = placeLanes(lanes);
  const last = placed.at(-1);
  const width = last === undefined ? 0 : last.x + last.width;
  const bottoms = placed.flatMap(({ boxes }) => boxes.map(({ y }) => y + boxHeight));
  const height = Math.max(...bottoms) + padding;
  const more = sessionsLeftOut(file);
  const scroll = width <= maxFittedWidth ? 'scroll fitted' : 'scroll';
  return (
    <figure class="picture">
      <figcaption id={`p${number}`}>Processes</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide picture scrolls, by keyboard too */}
      <section class={scroll} tabIndex={0} aria-labelledby={`p${number} t${number}`}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
          <title>Processes that planted the file, by session; the same is in the text below</title>
          {placed.map((lane) => (
            <Lane placed={lane} height={height} />
          ))}
        </svg>
      </section>
      {more > 0 && <p class="muted">{more} more sessions planted it.</p>}
      <details>
        <summary>The picture as text</summary>
        {lanes.map(({ title, isInferred, root }) => (
          <>
            <p>
              <Value text={title} />
              {isInferred ? ' (inferred)' : ''}
            </p>
            <BoxList boxes={[root]} before={undefined} />
          </>
        ))}
      </details>
    </figure>
  );
}

function Lane({ placed, height }: { readonly placed: PlacedLane; readonly height: number }): VNode {
  const { lane, x, width, boxes } = placed;
  const title = lane.isInferred ? `${lane.title} (inferred)` : lane.title;
  return (
    <g>
      <rect class="lane" x={x} y={0} width={width} height={height} rx={8} />
      <svg x={x} y={0} width={width} height={headerHeight}>
        <title>{sanitize(title)}</title>
        <text class="lane-title" x={padding} y={22}>
          <Short text={title} length={Math.floor((width - 2 * padding) / 8)} />
        </text>
      </svg>
      {boxes.map((box) => (
        <Edge box={box} lane={lane} />
      ))}
      {boxes.map((box) => (
        <Box placed={box} />
      ))}
    </g>
  );
}

function Edge({
  box: { box, x, y, parent },
  lane,
}: {
  readonly box: PlacedBox;
  readonly lane: TreeLane;
}): VNode | null {
  if (parent === undefined) return null;
  const isUnseen = lane.isInferred || !box.isSeen || !parent.box.isSeen;
  const kind = box.becomesRoot ? 'edge becomes-root' : isUnseen ? 'edge unseen' : 'edge';
  const bottom = parent.y + boxHeight;
  if (lane.isList) {
    const spine = parent.x + listIndent / 2;
    return <path class={kind} d={`M${spine},${bottom}V${y + boxHeight / 2}H${x}`} />;
  }
  const from = parent.x + boxWidth / 2;
  const to = x + boxWidth / 2;
  const middle = (bottom + y) / 2;
  // On the side that the line does not come from.
  const isLeft = to < from;
  const label = [box.becomesRoot ? '⇒ ROOT' : '', delay(parent.box, box)].filter(Boolean).join(' ');
  return (
    <>
      <path class={kind} d={`M${from},${bottom}C${from},${middle} ${to},${middle} ${to},${y}`} />
      {label !== '' && (
        <text
          class={box.becomesRoot ? 'edge-text root' : 'edge-text'}
          x={isLeft ? to - 8 : to + 8}
          y={y - 8}
          text-anchor={isLeft ? 'end' : 'start'}
        >
          {label}
        </text>
      )}
    </>
  );
}

function Box({ placed: { box, x, y } }: { readonly placed: PlacedBox }): VNode {
  const { kind, title, text, user, notes, isSeen, events } = box;
  const classes = ['box', kind, isSeen ? '' : 'unseen', user === 'root' ? 'as-root' : ''];
  const cited = events.toSorted((one, other) => one - other).slice(0, maxCited);
  const about = [user ?? '', ...notes].filter((part) => part !== '').join(' · ');
  return (
    <svg x={x} y={y} width={boxWidth} height={boxHeight}>
      <title>{cutAt(sanitize(text === '' ? title : text), tooltipLength)[0]}</title>
      <rect
        class={classes.filter(Boolean).join(' ')}
        x={1}
        y={1}
        width={boxWidth - 2}
        height={boxHeight - 2}
        rx={6}
      />
      <text class="box-title" x={10} y={19}>
        <Short text={title} length={titleLength} />
      </text>
      <text class="box-text" x={10} y={37}>
        <Short text={text} length={lineLength} />
      </text>
      <text class="box-about" x={10} y={55}>
        <Short text={about} length={lineLength - 4 * cited.length} />
      </text>
      <text class="box-about" x={boxWidth - 10} y={55} text-anchor="end">
        {cited.map((number, at) => (
          <>
            {at === 0 ? '' : ' '}
            <a href={`#e${number}`} aria-label={`Event ${number}`}>
              [{number}]
            </a>
          </>
        ))}
        {events.length > cited.length ? '…' : ''}
      </text>
    </svg>
  );
}

/** The beginning of a text on one line. */
function Short({ text, length }: { readonly text: string; readonly length: number }): VNode {
  const [shown, rest] = text.length > length ? cutAt(text, length - 1) : [text, ''];
  return (
    <>
      {textPieces(shown).map((piece) =>
        piece.isCode ? <tspan class="hidden-character">{piece.text}</tspan> : piece.text,
      )}
      {rest === '' ? '' : '…'}
    </>
  );
}

function BoxList({
  boxes,
  before,
}: {
  readonly boxes: readonly TreeBox[];
  readonly before: TreeBox | undefined;
}): VNode | null {
  if (boxes.length === 0) return null;
  return (
    <ul class="tree">
      {boxes.map((box) => {
        const time = before === undefined ? '' : delay(before, box);
        return (
          <li>
            {box.becomesRoot && <strong class="bad">becomes root: </strong>}
            <Pieces text={box.title} />
            {box.user !== undefined && (
              <>
                {' ('}
                <Pieces text={box.user} />)
              </>
            )}
            {box.text !== '' && (
              <>
                {' '}
                <Value text={box.text} />
              </>
            )}
            {[time, ...box.notes, box.isSeen ? '' : 'not seen in the log']
              .filter((note) => note !== '')
              .map((note) => `, ${note}`)
              .join('')}
            <Cited events={box.events.slice(0, maxCited)} />
            <BoxList boxes={box.children} before={box} />
          </li>
        );
      })}
    </ul>
  );
}

/** How long after another box something happened; empty if unknown. */
function delay({ at: from }: TreeBox, { at }: TreeBox): string {
  if (from === undefined || at === undefined) return '';
  const milliseconds = at - from;
  const sign = milliseconds < 0 ? '−' : '+';
  const size = Math.abs(milliseconds);
  if (size < 1000) return `${sign}${size} ms`;
  if (size < 120_000) return `${sign}${(size / 1000).toFixed(size < 10_000 ? 1 : 0)} s`;
  if (size < 7_200_000) return `${sign}${Math.round(size / 60_000)} min`;
  if (size < 172_800_000) return `${sign}${Math.round(size / 3_600_000)} h`;
  return `${sign}${Math.round(size / 86_400_000)} days`;
}

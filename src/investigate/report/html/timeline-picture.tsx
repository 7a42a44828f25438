import type { VNode } from 'preact';
import { laneTitles, type TimelineScene } from './timeline-scene.js';

// Sizes in CSS pixels.
const laneHeight = 40;
const headerHeight = 30;
const axisHeight = 26;
export const laneLabelWidth = 92;
/** Room for half of the label of a tick. */
const labelMargin = 42;
/** Room for the label of a rule. */
const ruleLabelWidth = 180;
const height: number = headerHeight + laneTitles.length * laneHeight + axisHeight;

/** @param width of the picture, with the titles of the lanes. */
export function TimelinePicture({
  scene,
  width,
  id,
}: {
  readonly scene: TimelineScene;
  readonly width: number;
  /** Of its timeline in the page, from 1. */
  readonly id: number;
}): VNode {
  const [before, after] = scene.outside;
  const end = headerHeight + laneTitles.length * laneHeight;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <title>Events in lanes by time; the list below has the same events</title>
      <defs>
        <pattern id={`hatch${id}`} width="8" height="8" patternUnits="userSpaceOnUse">
          <path class="hatch" d="M0,8L8,0" />
        </pattern>
      </defs>
      {laneTitles.map((title, at) => (
        <g>
          <rect
            class={at % 2 === 0 ? 'lane-row even' : 'lane-row'}
            x={0}
            y={headerHeight + at * laneHeight}
            width={width}
            height={laneHeight}
          />
          <text class="lane-label" x={8} y={headerHeight + at * laneHeight + 25}>
            {title}
          </text>
        </g>
      ))}
      <g transform={`translate(${laneLabelWidth})`}>
        {scene.gaps.map(({ lane, x, width: gapWidth }) => (
          <g>
            <rect
              fill={`url(#hatch${id})`}
              x={x}
              y={headerHeight + lane * laneHeight}
              width={gapWidth}
              height={laneHeight}
            />
            {gapWidth > 240 && (
              <text class="gap-text" x={x + gapWidth / 2} y={headerHeight + lane * laneHeight + 25}>
                the log holds no such events
              </text>
            )}
          </g>
        ))}
        {scene.ticks.map(({ x, label }) => (
          <g>
            <line class="tick" x1={x} x2={x} y1={headerHeight} y2={end} />
            {x > labelMargin && x < width - laneLabelWidth - labelMargin && (
              <text class="tick-text" x={x} y={end + 17}>
                {label}
              </text>
            )}
          </g>
        ))}
        {before > 0 && (
          <text class="outside" x={4} y={18}>
            ◂ {before} earlier
          </text>
        )}
        {after > 0 && (
          <text class="outside" x={width - laneLabelWidth - 6} y={18} text-anchor="end">
            {after} later ▸
          </text>
        )}
        {scene.rules.map(({ x, label, isLabeled, number }) => (
          <g>
            <line class="rule" x1={x} x2={x} y1={isLabeled ? 8 : headerHeight} y2={end} />
            {isLabeled && (
              <text
                class="rule-text"
                x={x > width - laneLabelWidth - ruleLabelWidth ? x - 4 : x + 4}
                y={18}
                text-anchor={x > width - laneLabelWidth - ruleLabelWidth ? 'end' : 'start'}
              >
                {number === undefined ? label : <a href={`#e${number}`}>{label}</a>}
              </text>
            )}
          </g>
        ))}
        {scene.clusters.map(({ x, lane, count, number, from, to, isPlanting }) => {
          const y = headerHeight + lane * laneHeight + laneHeight / 2;
          const label = count === 1 ? `Event ${number}` : `${count} events from number ${number}`;
          return (
            <a
              href={`#e${number}`}
              class={isPlanting ? 'mark planting' : lane === 4 ? 'mark alert' : 'mark'}
              aria-label={`${laneTitles[lane]}: ${label}${isPlanting ? ', the planting' : ''}`}
              data-from={count > 1 && to > from ? from : undefined}
              data-to={count > 1 && to > from ? to : undefined}
            >
              {isPlanting ? (
                <path d={`M${x},${y - 11}L${x + 11},${y}L${x},${y + 11}L${x - 11},${y}Z`} />
              ) : (
                <circle cx={x} cy={y} r={count === 1 ? 5 : 9} />
              )}
              {count > 1 && (
                <text class="mark-text" x={x} y={y + 3.5}>
                  {count > 99 ? '99+' : count}
                </text>
              )}
            </a>
          );
        })}
      </g>
    </svg>
  );
}

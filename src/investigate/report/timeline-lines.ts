import { wrapped } from '../../report/wrap.js';
import type { TimelineEntry } from './outline.js';
import { plain } from './sentence.js';

/** Columns before the further lines of an event in a narrow terminal. */
const narrowHang = 8;

/** Columns for what an event is about, before it is cut. */
const minSubject = 20;

/**
 * A line for each event: its number, when, what happened, to what, by whom and where it is in the inputs. Sanitized.
 *
 * @param width of the terminal; undefined if lines are not to be wrapped.
 * @param isCut whether a line that does not fit is cut instead of wrapped.
 */
export function timelineLines(
  entries: readonly TimelineEntry[],
  dim: (text: string) => string = (text) => text,
  width: number | undefined = undefined,
  isCut = false,
): string[] {
  const shown = entries.map(({ number, time, relative, what, subject, source }) => ({
    number: `[${number}]`,
    time: time === undefined ? '' : plain(time),
    relative,
    what,
    subject: plain(subject),
    source: source.length === 0 ? '' : `(${plain(source)})`,
  }));
  const max = (of: (entry: (typeof shown)[number]) => string): number =>
    shown.reduce((widest, entry) => Math.max(widest, of(entry).length), 0);
  const widths = {
    number: max(({ number }) => number),
    time: max(({ time }) => time),
    relative: max(({ relative }) => relative),
    what: max(({ what }) => what),
  };
  return shown.flatMap(({ number, time, relative, what, subject, source }) => {
    const columns = [
      dim(number.padStart(widths.number)),
      ...(widths.time === 0 ? [] : [time.padEnd(widths.time)]),
      ...(widths.relative === 0 ? [] : [relative.padStart(widths.relative)]),
      what.padEnd(widths.what),
    ];
    const before = `  ${columns.join('  ')}  `;
    const hang = 2 + Object.values(widths).reduce((sum, one) => sum + (one === 0 ? 0 : one + 2), 0);
    if (isCut && width !== undefined) {
      const withSource = width - hang - source.length - 1;
      const isRoomy = source !== '' && withSource >= minSubject;
      const room = isRoomy ? withSource : Math.max(minSubject, width - hang);
      const text = subject.length <= room ? subject : `${subject.slice(0, room - 1)}…`;
      return [`${before}${text}${isRoomy ? ` ${dim(source)}` : ''}`.trimEnd()];
    }
    const text = [subject, dim(source)].filter((part) => part !== '').join(' ');
    // In a narrow terminal the columns leave too little room beside them.
    const lines =
      width !== undefined && hang > width / 2
        ? wrapped('  ', before.trimStart() + text, narrowHang, width)
        : wrapped(before, text, hang, width);
    return lines.map((line) => line.trimEnd());
  });
}

import type { Mentions } from '../event/mention.js';
import { newline } from '../json/ascii.js';
import { endOfValue, skipSpace } from '../json/bytes.js';
import { recoverTexts } from '../json/recovery.js';
import { type JsonValue, parsed } from '../json/value.js';
import type { Fault, Frame, SegmentPosition, SegmentTally } from './finding.js';
import { frameOf, isHeaderField, readFramedLine } from './frames.js';
import type { DocumentPosition } from './judge-target.js';
import type { Kernel, ValueExtent } from './kernel/kernel.js';
import {
  columnIn,
  columnOfByte,
  type Damage,
  malformed,
  parseFault,
  withoutNuls,
  withoutTail,
} from './line-text.js';
import type { CandidateLine } from './lines.js';
import { SeveralLines } from './several-lines.js';

/** The length of a mention with every character escaped, more than once. */
const maxBrokenMention = 128;

/** Bytes of blank lines within a broken mention. */
const maxBlankLines = 4;

/** Receives what {@link LineReader} reads. */
export interface LineValueTarget {
  readonly tally: SegmentTally;
  readonly mentions: Mentions;
  /** Receives a value that is a whole line. */
  judgeLine(value: JsonValue, text: string, line: CandidateLine): void;
  /** Receives a value that is not a whole line. */
  judgeValue(value: JsonValue, text: string, at: DocumentPosition): void;
  damaged(damage: Damage, at: SegmentPosition): void;
  /** Whether the whole objects in damaged text matter. */
  needsObjectsIn(damage: Damage): boolean;
  /** Receives the JSON of whole objects in damaged text. They are numbered, together with those that are undefined. */
  judgeRecovered(objects: readonly (string | undefined)[], at: SegmentPosition): void;
}

/** Parses lines, including those on which JSON is framed by other text, continued from the line before, or damaged. */
export class LineReader {
  readonly #target: LineValueTarget;
  readonly #kernel: Kernel;
  /** The beginning of a value on several lines. */
  #several: SeveralLines | undefined;
  #isInHeader = false;
  /** The end of the last damaged line, and the offset of the line after it. */
  #damage = { tail: '', end: 0 };

  /** @param kernel whose bytes the lines are in. */
  constructor(target: LineValueTarget, kernel: Kernel) {
    this.#target = target;
    this.#kernel = kernel;
  }

  read(line: CandidateLine): void {
    const text = line.bytes.toString('utf8', line.start, line.end);
    if (this.#several !== undefined && this.#continueValue(this.#several, text, line)) return;
    if (text !== '') this.#readLine(line, text, true);
  }

  /** @param mayContinue whether it may be the first line of a value on several. */
  #readLine(line: CandidateLine, text: string, mayContinue: boolean): void {
    // An error of `JSON.parse` takes longer than parsing the line.
    const invalidAt = this.#invalidAt(line);
    const value = invalidAt === undefined ? parsed(text) : undefined;
    if (value !== undefined) this.#target.judgeLine(value, text, line);
    else {
      const column = invalidAt === undefined ? columnIn(text) : columnOfByte(line, text, invalidAt);
      this.#readBrokenLine(line, text, column, mayContinue);
    }
  }

  /** The offset at which a line is not one JSON value; undefined if it is one, or if that is not known. */
  #invalidAt(line: CandidateLine): number | undefined {
    const extent = this.#extentOf(line, line.start);
    if (extent?.end === undefined) return extent?.invalidAt;
    const next = skipSpace(line.bytes, extent.end, line.end);
    return next < line.end ? next : undefined;
  }

  /** The extent of the value at an offset in a line; undefined if the line is not in the kernel's bytes any more. */
  #extentOf(line: CandidateLine, start: number): ValueExtent | undefined {
    return this.#isInKernel(line) ? this.#kernel.extentOf(start, line.end) : undefined;
  }

  /** Whether a line is in the kernel's bytes, with a newline at its end. */
  #isInKernel({ bytes, isTerminated }: CandidateLine): boolean {
    return isTerminated && bytes === this.#kernel.bytes;
  }

  /** The offset after the object at an offset in a line; undefined if it does not end, or is known to be invalid. */
  #endOfObject(line: CandidateLine, start: number): number | undefined {
    const extent = this.#extentOf(line, start);
    if (extent?.invalidAt !== undefined) return undefined;
    if (extent?.end !== undefined) return extent.end;
    const end = endOfValue(line.bytes, start, line.end);
    return end < 0 ? undefined : end;
  }

  /** Reads a line that is not one JSON value. */
  #readBrokenLine(
    line: CandidateLine,
    text: string,
    column: number | undefined,
    mayContinue: boolean,
  ): void {
    const { mentions } = this.#target;
    const framed = readFramedLine(line, mentions, (start) => this.#endOfObject(line, start));
    if (framed !== undefined) {
      if (framed.frame !== undefined) this.#noteFrame(framed.frame);
      for (const [index, object] of framed.objects.entries()) {
        this.#target.judgeValue(object.value, object.text, {
          line: line.line,
          byteOffset: line.byteOffset,
          position: index + 1,
        });
      }
      return;
    }
    const frame =
      this.#isInHeader && isHeaderField(text, mentions) ? 'header' : frameOf(text, mentions);
    this.#isInHeader = frame === 'header';
    if (frame !== undefined) {
      this.#noteFrame(frame);
      return;
    }
    const isLeftOpen =
      mayContinue && (!this.#isInKernel(line) || this.#kernel.isLeftOpen(line.start, line.end));
    const damage = text.includes('\0')
      ? this.#damageOfLineWithNuls(line, text)
      : this.#withObjects(line, {
          fault: this.#withBrokenMention(parseFault(line, text, column, mentions), text, line),
          text,
        });
    if (isLeftOpen) this.#several = SeveralLines.begin(text, line, damage);
    if (this.#several === undefined) this.#target.damaged(damage, line);
  }

  #damageOfLineWithNuls(line: CandidateLine, text: string): Damage {
    const { damage, bytes } = withoutNuls(line, text, this.#target.mentions);
    if (bytes === undefined || !this.#isInKernel(line)) return damage;
    // The kernel finds the objects of the line that this makes.
    const end = line.start + bytes.copy(line.bytes, line.start);
    line.bytes.fill(newline, end, line.end);
    return this.#withObjects({ ...line, end }, damage);
  }

  /** Adds the objects in the text of a damaged line, if they matter and the kernel finds them. */
  #withObjects(line: CandidateLine, damage: Damage): Damage {
    if (!this.#isInKernel(line) || !this.#target.needsObjectsIn(damage)) return damage;
    const found = this.#kernel.recover(line.start, line.end);
    if (found === undefined) return damage;
    const objects: string[] = [];
    for (let at = 0; at < found.length; at += 2) {
      objects.push(line.bytes.toString('utf8', found[at], found[at + 1]));
    }
    return { ...damage, objects };
  }

  /** The fault of a damaged line, which mentions what is broken between the damaged line before and this one too. */
  #withBrokenMention(fault: Fault, text: string, { byteOffset, start, end }: CandidateLine): Fault {
    const gap = byteOffset - this.#damage.end;
    const before = gap >= 0 && gap <= maxBlankLines ? this.#damage.tail : '';
    this.#damage = {
      tail: text.slice(-maxBrokenMention).trimEnd(),
      end: byteOffset + end - start + 1,
    };
    if (before === '' || !('mentions' in fault) || fault.mentions) return fault;
    const joined = before + text.slice(0, maxBrokenMention).trimStart();
    return this.#target.mentions.isIn(joined) ? { ...fault, mentions: true } : fault;
  }

  /** Adds a line to the value that is open. False if the line has to be read by itself. */
  #continueValue(several: SeveralLines, text: string, line: CandidateLine): boolean {
    const added = several.add(text, line);
    if (added === 'open') return true;
    this.#several = undefined;
    const [first] = several.lines;
    const json = added === 'complete' ? withoutTail(several.text) : undefined;
    const value = json === undefined ? undefined : parsed(json);
    if (json === undefined || value === undefined || first === undefined) this.#readEach(several);
    else this.#target.judgeValue(value, json, { line: first.line, byteOffset: first.byteOffset });
    return added !== 'separate';
  }

  /** No more lines continue an open value. */
  end(): void {
    const several = this.#several;
    this.#several = undefined;
    if (several !== undefined) this.#readEach(several);
  }

  /** Reads the lines of a damaged value one by one, and then the whole objects on several of them. */
  #readEach(several: SeveralLines): void {
    const { lines, texts, damage } = several;
    const [first] = lines;
    if (first === undefined) return;
    this.#target.damaged(damage, first);
    for (const [index, line] of lines.entries()) {
      if (index > 0) this.#readLine(line, texts[index] ?? '', false);
    }
    if (lines.length === 1) return;
    const { text } = several;
    if (!this.#target.needsObjectsIn({ fault: malformed(text, this.#target.mentions), text }))
      return;
    // What is whole on one line has been judged.
    const across = recoverTexts(text).map((json) => (json.includes('\n') ? json : undefined));
    this.#target.judgeRecovered(across, first);
  }

  #noteFrame(frame: Frame): void {
    const { frames } = this.#target.tally;
    frames[frame] = (frames[frame] ?? 0) + 1;
  }
}

import { count } from '../../report/units.js';
import type { ChainLink, Creator, PlantedFile } from '../case.js';
import type { ProcessContainer, Session } from '../case-sessions.js';
import { linkLine, type TreeContext, unique } from './chain-link-line.js';
import { belowDaemon, isSameProgram, reachesOrigin } from './finding-chain.js';
import { originLines } from './origin-section.js';
import { durationText, oldSession, sessionKind } from './origin-words.js';
import type { Retention, TreeLine } from './outline.js';
import { commaSeparated, plain, type Sentence, say, sayIfKnown, value, words } from './sentence.js';

/** A chain of processes that wrote a file. */
export interface WritingChain {
  readonly file: PlantedFile;
  readonly creator: Creator;
  /** How many other files were written alike. */
  readonly others: number;
}

/** The chains of a session, from its first process down to the files. What several have in common is shown once. */
export function treeLines(
  chains: readonly WritingChain[],
  context: TreeContext,
): readonly TreeLine[] {
  const [first] = chains;
  if (first === undefined) return [];
  const lines = [...headLines(first.creator, context)];
  const start = lines.at(-1)?.depth ?? 0;
  const told = new Set<string>();
  let before: readonly ChainLink[] = [];
  let depths: number[] = [];
  for (const { file, creator, others } of chains) {
    const links = shownLinks(creator, context.isFolded);
    const common = commonLength(before, links);
    depths = depths.slice(0, common);
    for (const [at, link] of links.entries()) {
      if (at < common) continue;
      const above = links[at - 1];
      const isFork = context.isFolded && above !== undefined && isSameProgram(link, above);
      const last = lines.at(-1);
      // A shell that forks to write a file runs the same command.
      if (isFork && last !== undefined && at > common) {
        lines.splice(-1, 1, { ...last, events: unique(last.events, link.events) });
        depths.push(last.depth);
        continue;
      }
      const depth = (depths.at(-1) ?? start) + 1;
      const user = links.slice(0, at).findLast((one) => one.user !== undefined)?.user;
      lines.push(linkLine(link, { user, depth, told, file }, creator, context));
      depths.push(depth);
    }
    const events = creator.events.length > 0 ? creator.events : file.events;
    addWriting(lines, {
      file,
      others,
      events,
      depth: (depths.at(-1) ?? start) + 1,
      isOnly: context.isFolded && context.host.files.length === 1,
      isApart: !context.isFolded || common === links.length,
    });
    before = links;
  }
  return lines;
}

/** The processes to show, the first one first. */
function shownLinks({ chain }: Creator, isFolded: boolean): readonly ChainLink[] {
  return isFolded ? belowDaemon(chain).links : chain.toReversed();
}

/** Where a session came from, and what led to it. */
function headLines(creator: Creator, { isFolded, retention }: TreeContext): readonly TreeLine[] {
  const { session, container } = creator;
  const end = words(
    '… the chain does not reach the session’s first process: its parent is unknown',
  );
  const isComplete = isFolded ? reachesOrigin(creator) : creator.reachesEntry;
  return [
    line(0, sessionSentence(session, retention), session?.events ?? []),
    // The findings say these.
    ...(isFolded ? [] : [...requestLines(creator), ...containerLines(container)]),
    ...(isComplete ? [] : [line(1, end, [])]),
  ];
}

function requestLines(creator: Creator): readonly TreeLine[] {
  return originLines(creator).map(({ label, text, events, details = [] }) => ({
    ...line(0, say`${words(label)}: ${text}`, events ?? []),
    details,
  }));
}

/** How many processes two chains have in common, from the first one on. */
function commonLength(one: readonly ChainLink[], other: readonly ChainLink[]): number {
  const isSame = (link: ChainLink, at: number): boolean => {
    const same = one[at];
    return (
      same !== undefined &&
      link.entityId !== undefined &&
      link.entityId === same.entityId &&
      link.commandLine === same.commandLine
    );
  };
  const end = other.findIndex((link, at) => !isSame(link, at));
  return end === -1 ? other.length : end;
}

/** The writing of a file, and where it stands in a tree. */
interface Writing extends Pick<WritingChain, 'file' | 'others'> {
  readonly events: readonly number[];
  readonly depth: number;
  /** Whether it is the only file that the report is about. */
  readonly isOnly: boolean;
  /** Whether it has a line of its own; or else it is in the line of the process that wrote it. */
  readonly isApart: boolean;
}

/** Adds to the line of the writer what it wrote. */
function addWriting(
  lines: TreeLine[],
  { file, others, events, depth, isApart, isOnly }: Writing,
): void {
  const { path } = file;
  const last = lines.at(-1);
  const verb = words(isKnownByCommands(file) ? 'concerns' : 'wrote');
  if (isApart || last === undefined) {
    lines.push(line(depth, say`${verb} ${path}`, events));
    return;
  }
  const isNamed = isOnly || plain(last.text).includes(plain(value(path)));
  const wrote = isNamed ? say`${verb} it` : say`${verb} ${path}`;
  const more = words(others === 0 ? '' : ` and likewise ${count(others, 'more file')}`);
  const text = say`${last.text} → ${wrote}${more}`;
  lines.splice(-1, 1, { ...last, text, events: unique(last.events, events) });
}

/** Whether only commands tell of a file, which may also have made it executable or registered it. */
function isKnownByCommands({ leads = [] }: Pick<PlantedFile, 'leads'>): boolean {
  return leads.length > 0 && leads.every(({ kind }) => kind === 'no-file-event' || kind === 'link');
}

function line(depth: number, text: Sentence, events: readonly number[]): TreeLine {
  return { depth, text, marks: [], events, details: [] };
}

function containerLines(container: ProcessContainer | undefined): readonly TreeLine[] {
  if (container === undefined) return [];
  const { id, name, image, pod, namespace, cluster, events } = container;
  const text = commaSeparated([
    say`container ${name ?? id}`,
    sayIfKnown('id ', name === undefined ? undefined : id),
    sayIfKnown('image ', image),
    sayIfKnown('pod ', pod),
    sayIfKnown('namespace ', namespace),
    sayIfKnown('cluster ', cluster),
  ]);
  return [line(0, text, events)];
}

function sessionSentence(session: Session | undefined, { isCut }: Retention): Sentence {
  if (session === undefined) {
    return words(`session: origin not shown in ${isCut ? 'the retained events' : 'this log'}`);
  }
  const { type, address, isInferred, age = 0 } = session;
  return commaSeparated([
    [
      ...(type === undefined ? words('session of unknown type') : sessionKind(type)),
      ...(sayIfKnown(' from ', address) ?? []),
    ],
    age < oldSession ? undefined : words(`began ${durationText(age)} before the file was planted`),
    isInferred ? words('inferred: its SSH daemon accepted this connection just before') : undefined,
  ]);
}

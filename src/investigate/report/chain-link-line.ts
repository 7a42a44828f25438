// A line of a tree for each process: what it is, and what is remarkable about it.

import { timeOf } from '../../event/time.js';
import { shellWords } from '../../lead/shell-text.js';
import type { ChainLink, Creator, HostCase, PlantedFile } from '../case.js';
import {
  lineIfKnown,
  type OutlineLine,
  type Retention,
  shortened,
  type TreeLine,
} from './outline.js';
import { secondsApart } from './relative-time.js';
import {
  commaSeparated,
  type Labels,
  type Sentence,
  say,
  sayIfKnown,
  value,
  words,
} from './sentence.js';

const chainRoles: Labels<ChainLink['role']> = {
  writer: 'writer',
  ancestor: 'ancestor',
  'entry-leader': 'entry leader',
};

/** What is unusual about a process. */
export const locationWords: Labels<ChainLink['odd'][number]> = {
  tmp: 'runs a program or script in /tmp',
  'dev-shm': 'runs a program or script in shared memory (/dev/shm)',
  'var-tmp': 'runs a program or script in /var/tmp',
  home: 'runs a program or script in a home directory',
  deleted: 'its executable was deleted while it was running',
  'shell-of-service': 'is a shell that a network service started, as a web shell does',
  memfd: 'runs a program or script that is only in memory, or through a file descriptor',
  'false-name': 'its command line names another program than its executable',
};

/** The same in few words. */
export const shortLocations: Labels<ChainLink['odd'][number]> = {
  tmp: 'from /tmp',
  'dev-shm': 'from /dev/shm',
  'var-tmp': 'from /var/tmp',
  home: 'from a home directory',
  deleted: 'its executable was deleted',
  'shell-of-service': 'shell of a service',
  memfd: 'only in memory',
  'false-name': 'under a false name',
};

/** Characters of a command that a folded tree shows. */
const maxCharacters = 56;

/** Numbers of events, each once. */
export function unique(...lists: readonly (readonly number[])[]): readonly number[] {
  return [...new Set(lists.flat())];
}

/** What a tree shows of a chain. */
export interface TreeContext {
  readonly host: HostCase;
  readonly isFolded: boolean;
  readonly retention: Retention;
}

/** Where a process is in its tree. */
interface LinkPosition {
  /** Of the process before it. */
  readonly user: string | undefined;
  readonly depth: number;
  readonly file: PlantedFile;
  /** The files of which the tree has said that the session wrote them. */
  readonly told: Set<string>;
}

/** The line of a process. */
export function linkLine(
  link: ChainLink,
  { user: userBefore, depth, told, file }: LinkPosition,
  { earlier = [] }: Creator,
  { host, isFolded, retention }: TreeContext,
): TreeLine {
  const { user, odd, events, entityId, sameId } = link;
  const isNew = user !== undefined && user !== userBefore;
  const isRoot = isNew && userBefore !== undefined && user === 'root';
  const name = programSentence(link, isFolded, retention);
  const programs = earlier.filter(
    (program) => program.entityId !== undefined && program.entityId === entityId,
  );
  const writing = writingOf(link, host, told);
  return {
    depth,
    isRoot,
    text: isRoot ? say`⇒ ROOT ${name}` : isNew ? say`${name} (${user})` : name,
    marks: [
      ...odd
        .filter((place) => !(isFolded && place === 'home' && isTool(link, file)))
        .map((place) => words((isFolded ? shortLocations : locationWords)[place])),
      ...(odd.includes('false-name') && link.executable !== undefined
        ? [say`it is ${link.executable}`]
        : []),
      ...(writing === undefined ? [] : [writing.text]),
      ...programs.map(({ command }) => say`ran ${command} before`),
      ...(sameId === undefined ? [] : [sameIdSentence(sameId)]),
    ],
    events: unique(
      events,
      writing?.events ?? [],
      programs.flatMap((program) => program.events),
      sameId?.events ?? [],
    ),
    details: isFolded ? [] : detailLines(link, retention),
  };
}

/** Whether a process is the configuration tool that a file is known to be written by: its place is no surprise. */
function isTool({ events }: ChainLink, { benign }: PlantedFile): boolean {
  return benign.some(
    ({ reason, events: shown }) =>
      reason === 'configuration-tool' && shown.some((event) => events.includes(event)),
  );
}

/** A process by its command, as far as the log describes it. */
function programSentence(
  { commandLine, executable, name, entityId }: ChainLink,
  isFolded: boolean,
  { isCut }: Retention,
): Sentence {
  const program = commandLine ?? executable ?? name;
  if (program !== undefined) return isFolded ? shortened(program, maxCharacters) : value(program);
  if (entityId === undefined) return words('unidentified process');
  const nothing = isCut ? 'the retained events show nothing' : 'this log shows nothing';
  return words(`a process of which ${nothing}: look up its entity id (--parts steps)`);
}

function sameIdSentence({ command, user }: NonNullable<ChainLink['sameId']>): Sentence {
  const process = commaSeparated([value(command ?? ''), sayIfKnown('user ', user)]);
  return say`another process has the same entity id: ${process}`;
}

/** That the session of a planted file wrote a program or script that a process runs. */
function writingOf(
  { executable, commandLine = '', start }: ChainLink,
  { surroundings }: HostCase,
  told: Set<string>,
): { readonly text: Sentence; readonly events: readonly number[] } | undefined {
  const named = new Set([executable, ...shellWords(commandLine)]);
  const writings = surroundings.filter(
    ({ what, relation, subject }) =>
      what === 'file' && (relation === 'lineage' || relation === 'script') && named.has(subject),
  );
  const started = timeOf(start ?? '');
  const found = writings
    .map((activity) => ({ activity, at: timeOf(activity.first ?? '') }))
    .filter(({ at }) => at === undefined || started === undefined || at <= started)
    .at(-1);
  if (found === undefined || told.has(found.activity.subject)) return undefined;
  told.add(found.activity.subject);
  const { activity, at } = found;
  const before =
    at === undefined || started === undefined ? '' : ` ${secondsApart(started - at)} before`;
  const isProgram = activity.subject === executable && commandLine.startsWith(executable);
  return {
    text: isProgram
      ? words(`written by this session${before}`)
      : say`${activity.subject} was written by this session${words(before)}`,
    events: activity.events,
  };
}

/** Who it was, and what the log lacks about it. */
function detailLines(link: ChainLink, { isCut }: Retention): readonly OutlineLine[] {
  const { role, executable, commandLine, user, realUser, pid, start, isInteractive, known } = link;
  const terminal = words(isInteractive ? 'with a terminal' : 'without a terminal');
  const isOther = executable !== undefined && executable !== commandLine;
  const identity = commaSeparated([
    words(chainRoles[role]),
    commandLine === undefined || !isOther ? undefined : say`program ${executable}`,
    sayIfKnown('user ', user),
    sayIfKnown('real user ', realUser),
    sayIfKnown('pid ', pid),
    sayIfKnown('started ', start),
    isInteractive === undefined ? undefined : terminal,
    sayIfKnown('in ', link.workingDirectory),
  ]);
  const where = isCut
    ? 'no process events among the retained ones'
    : 'its own events are not in this case';
  const gap = known === 'by-others' ? words(`${where}; described by other events`) : undefined;
  return [...lineIfKnown('', identity), ...lineIfKnown('', gap)];
}

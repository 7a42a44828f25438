import { count } from '../../report/units.js';
import type { ChainLink, Creator, OddPlace, PlantedFile, Session } from '../case.js';
import { lineIfKnown, type OutlineLine, type OutlineSection, type Retention } from './outline.js';
import { type Labels, listed, type Sentence, say, sayIfKnown, value, words } from './sentence.js';

const chainRoles: Labels<ChainLink['role']> = {
  writer: 'writer',
  ancestor: 'ancestor',
  'entry-leader': 'entry leader',
};

export const oddPlaceWords: Labels<OddPlace> = {
  tmp: 'what it runs lies under /tmp',
  'dev-shm': 'what it runs lies in shared memory, under /dev/shm',
  'var-tmp': 'what it runs lies under /var/tmp',
  home: 'what it runs lies in a home folder',
  deleted: 'its executable was deleted while it ran',
  memfd: 'what it runs lies in memory alone, or is named by a descriptor',
};

/**
 * @param reported creators that were described before, with the file that this was done for: one session may plant many
 *   files. Those of this file are added.
 */
export function creatorSection(
  { path, planters, matchesLeftOut }: PlantedFile,
  reported: Map<string, string>,
  retention: Retention,
): OutlineSection {
  const lines = planters.flatMap((creator, at): readonly OutlineLine[] => {
    const { events } = creator;
    const number = { label: 'planter', text: say`${at + 1} of ${planters.length}`, events };
    const numbered = planters.length === 1 ? [] : [number];
    const key = JSON.stringify(creator, (name, member) => (name === 'events' ? undefined : member));
    const before = reported.get(key);
    if (before !== undefined)
      return [...numbered, { label: '', text: say`as of ${before}`, events }];
    reported.set(key, path);
    return [...numbered, ...chainLines(creator, retention)];
  });
  const leftOut = words(
    `${count(matchesLeftOut, 'more match', 'more matches')} of this file ${matchesLeftOut === 1 ? 'is' : 'are'} not told`,
  );
  return {
    title: 'Who planted it',
    lines: [...lines, ...lineIfKnown('left out', matchesLeftOut === 0 ? undefined : leftOut)],
  };
}

function chainLines(
  { chain, reachesEntry, session }: Creator,
  retention: Retention,
): readonly OutlineLine[] {
  const end = words('the chain does not reach the entry leader, the first process of the session');
  return [
    ...chain.map((link) => linkLine(link, retention)),
    ...lineIfKnown('missing', reachesEntry ? undefined : end, { isMarked: true }),
    { label: 'session', text: sessionSentence(session, retention), events: session?.events ?? [] },
  ];
}

function linkLine(link: ChainLink, retention: Retention): OutlineLine {
  const { role, executable, name, commandLine, workingDirectory, entityId, odd, events } = link;
  const program = executable ?? name;
  const isNamed = (program ?? commandLine) !== undefined;
  const isCommandNew = program !== undefined && program !== commandLine;
  const identity = identitySentence(link);
  return {
    label: chainRoles[role],
    text: linkSentence(link, retention),
    events,
    details: [
      ...lineIfKnown('command', isCommandNew ? commandLine : undefined),
      ...lineIfKnown('run by', identity.length === 0 ? undefined : identity),
      ...lineIfKnown('folder', workingDirectory),
      ...lineIfKnown('entity id', isNamed ? entityId : undefined),
      ...odd.map((place) => ({ label: 'odd', text: words(oddPlaceWords[place]), isMarked: true })),
      ...lineIfKnown('gap', gapSentence(link, retention)),
    ],
  };
}

/** A process by its program, or else by the id to look it up by. */
function linkSentence(
  { executable, name, commandLine, entityId }: ChainLink,
  { isCut }: Retention,
): Sentence {
  const program = executable ?? name ?? commandLine;
  if (program !== undefined) return value(program);
  if (entityId === undefined) return words('a process that this log does not name');
  return isCut
    ? say`entity id ${entityId}, of which the events kept tell nothing more: to be looked up in this log, or in Elasticsearch, as process.entity_id`
    : say`entity id ${entityId}, of which this log holds nothing more: to be looked up in Elasticsearch, as process.entity_id`;
}

function identitySentence({ user, realUser, pid, start, isInteractive }: ChainLink): Sentence {
  const terminal = words(isInteractive ? 'with a terminal' : 'without a terminal');
  return listed([
    sayIfKnown('user ', user),
    sayIfKnown('really ', realUser),
    sayIfKnown('pid ', pid),
    sayIfKnown('began ', start),
    isInteractive === undefined ? undefined : terminal,
  ]);
}

/** What the log lacks about a process that other events describe. */
function gapSentence({ known }: ChainLink, { isCut }: Retention): Sentence | undefined {
  if (known !== 'by-others') return undefined;
  return words(
    isCut
      ? 'no process event of it is among the events kept: told by other events'
      : 'no process event of it is in this log: told by other events',
  );
}

function sessionSentence(session: Session | undefined, { isCut }: Retention): Sentence {
  if (session === undefined) {
    return words(`how it came in is not shown by ${isCut ? 'the events kept' : 'this log'}`);
  }
  const { type, address } = session;
  return listed([
    type === undefined ? words('of a kind that is not told') : value(type),
    sayIfKnown('from ', address),
  ]);
}

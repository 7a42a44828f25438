import { count } from '../../report/units.js';
import type { ChainLink, Creator, PlantedFile } from '../case.js';
import type { ProcessContainer, Session } from '../case-sessions.js';
import { originLines } from './origin-section.js';
import { lineIfKnown, type OutlineLine, type OutlineSection, type Retention } from './outline.js';
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

/**
 * @param reported creators that have been described, each with the first file it was described for. Those of this file
 *   are added.
 */
export function creatorSection(
  { path, planters, leads, matchesLeftOut }: PlantedFile,
  reported: Map<string, string>,
  retention: Retention,
): OutlineSection {
  const lines = planters.flatMap((creator, at): readonly OutlineLine[] => {
    const { events } = creator;
    const number = { label: 'creator', text: say`${at + 1} of ${planters.length}`, events };
    const numbered = planters.length === 1 ? [] : [number];
    const key = JSON.stringify(creator, (name, member) => (name === 'events' ? undefined : member));
    const first = reported.get(key);
    if (first !== undefined)
      return [...numbered, { label: '', text: say`same as for ${first}`, events }];
    reported.set(key, path);
    return [...numbered, ...chainLines(creator, retention)];
  });
  const omitted = words(
    leads === undefined
      ? `${count(matchesLeftOut, 'match', 'matches')} of this file`
      : `${count(matchesLeftOut, 'match or lead', 'matches and leads')} of this file`,
  );
  return {
    title: 'Who planted it',
    lines: [...lines, ...lineIfKnown('omitted', matchesLeftOut === 0 ? undefined : omitted)],
  };
}

function chainLines(creator: Creator, retention: Retention): readonly OutlineLine[] {
  const { chain, reachesEntry, session, container, earlier } = creator;
  const end = words('the chain does not reach the entry leader (first process of the session)');
  return [
    ...chain.map((link) => linkLine(link, retention)),
    ...lineIfKnown('incomplete', reachesEntry ? undefined : end, { isMarked: true }),
    ...(earlier ?? []).map(({ command, events }) => ({
      label: 'earlier',
      text: say`a process of the chain ran ${command} before`,
      events,
    })),
    { label: 'session', text: sessionSentence(session, retention), events: session?.events ?? [] },
    ...originLines(creator),
    ...containerLines(container),
  ];
}

function containerLines(container: ProcessContainer | undefined): readonly OutlineLine[] {
  if (container === undefined) return [];
  const { id, name, image, pod, namespace, cluster, events } = container;
  const circumstances = commaSeparated([
    sayIfKnown('image ', image),
    sayIfKnown('pod ', pod),
    sayIfKnown('namespace ', namespace),
    sayIfKnown('cluster ', cluster),
  ]);
  return [
    {
      label: 'container',
      text: value(name ?? id),
      events,
      details: [
        ...lineIfKnown('container id', name === undefined ? undefined : id),
        ...lineIfKnown('', circumstances.length === 0 ? undefined : circumstances),
      ],
    },
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
      ...lineIfKnown('process', identity.length === 0 ? undefined : identity),
      ...lineIfKnown('directory', workingDirectory),
      ...lineIfKnown('entity id', isNamed ? entityId : undefined),
      ...odd.map((location) => ({
        label: 'unusual',
        text: words(locationWords[location]),
        isMarked: true,
      })),
      ...sameIdLines(link),
      ...lineIfKnown('gap', gapSentence(link, retention)),
    ],
  };
}

/** That another process has the same id: who looks it up finds both. */
function sameIdLines({ sameId }: ChainLink): readonly OutlineLine[] {
  if (sameId === undefined) return [];
  const process = commaSeparated([value(sameId.command ?? ''), sayIfKnown('user ', sameId.user)]);
  return [
    {
      label: 'same id',
      text: say`used by another process, too: ${process}`,
      events: sameId.events,
      isMarked: true,
    },
  ];
}

/** A process by its program, or else by the id to look it up by. */
function linkSentence(
  { executable, name, commandLine, entityId }: ChainLink,
  { isCut }: Retention,
): Sentence {
  const program = executable ?? name ?? commandLine;
  if (program !== undefined) return value(program);
  if (entityId === undefined) return words('unidentified process');
  return isCut
    ? say`entity id ${entityId} (nothing else in the retained events; look up process.entity_id in this log or in Elasticsearch)`
    : say`entity id ${entityId} (nothing else in this log; look up process.entity_id in Elasticsearch)`;
}

function identitySentence({ user, realUser, pid, start, isInteractive }: ChainLink): Sentence {
  const terminal = words(isInteractive ? 'with a terminal' : 'without a terminal');
  return commaSeparated([
    sayIfKnown('user ', user),
    sayIfKnown('real user ', realUser),
    sayIfKnown('pid ', pid),
    sayIfKnown('started ', start),
    isInteractive === undefined ? undefined : terminal,
  ]);
}

/** What the log lacks about a process that other events describe. */
function gapSentence({ known }: ChainLink, { isCut }: Retention): Sentence | undefined {
  if (known !== 'by-others') return undefined;
  return words(
    isCut
      ? 'no process events among the retained ones; described by other events'
      : 'no process events in this log; described by other events',
  );
}

/** From this age on, in seconds, a session may not be whose login it was. */
const oldSession = 3600;

function durationText(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  return hours < 48 ? count(hours, 'hour', 'hours') : count(Math.floor(hours / 24), 'day', 'days');
}

function sessionSentence(session: Session | undefined, { isCut }: Retention): Sentence {
  if (session === undefined) {
    return words(`origin not shown in ${isCut ? 'the retained events' : 'this log'}`);
  }
  const { type, address, isInferred, age = 0 } = session;
  return commaSeparated([
    type === undefined ? words('unknown type') : value(type),
    sayIfKnown('from ', address),
    age < oldSession ? undefined : words(`began ${durationText(age)} before the match`),
    isInferred ? words('inferred: its SSH daemon accepted this connection just before') : undefined,
  ]);
}

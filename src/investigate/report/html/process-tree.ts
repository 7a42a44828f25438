import type {
  CaseEvent,
  ChainLink,
  Creator,
  HostCase,
  PlantedFile,
  RunEvidence,
} from '../../case.js';
import type { EventNumber } from '../../shown.js';
import { shortLocations } from '../chain-link-line.js';
import { evidenceLabels } from '../execution-section.js';
import { sessionKinds } from '../origin-words.js';
import { partsOf } from '../whole-file.js';
import { foldSiblings } from './siblings.js';
import type { TreeBox, TreeLane } from './tree-box.js';

/** Sessions and runs that a picture shows at most. */
const maxSessions = 4;
const maxRuns = 4;

/** When the first of some events happened. */
type TimeOfEvents = (numbers: readonly EventNumber[]) => number | undefined;

/** The processes that planted a file, by session, and those that ran it. */
export function treeLanes(
  file: PlantedFile,
  host: HostCase,
  events: readonly CaseEvent[],
): readonly TreeLane[] {
  const timeOf: TimeOfEvents = (numbers) => {
    const times = numbers.flatMap((number) => millisecondsOf(events[number - 1]?.time) ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  };
  return [...sessionLanes(file, host, timeOf), ...runLane(file)];
}

/** How many more sessions planted the file than the picture shows. */
export function sessionsLeftOut(file: PlantedFile): number {
  return Math.max(0, bySession(file.planters).length - maxSessions);
}

function sessionLanes(
  file: PlantedFile,
  host: HostCase,
  timeOf: TimeOfEvents,
): readonly TreeLane[] {
  // Temporary files and backups are part of the deed.
  const parts = new Set(partsOf(file, host));
  return bySession(file.planters)
    .slice(0, maxSessions)
    .map((creators) => {
      const { session } = creators[0];
      const entry = entryOf(creators[0]);
      const others = host.files.flatMap((other) =>
        other === file || parts.has(other)
          ? []
          : other.planters
              .filter((creator) => entry !== undefined && entryOf(creator) === entry)
              .map((creator) => ({ file: other, creator })),
      );
      const planted = [...creators.map((creator) => ({ file, creator })), ...others];
      return {
        title: originText(session),
        isInferred: session?.isInferred ?? false,
        root: sessionTree(planted, commandsOf(host, creators[0]), timeOf),
        isList: false,
      };
    });
}

/** Creators of one session, at least one. */
type SessionCreators = readonly [Creator, ...Creator[]];

function bySession(planters: readonly Creator[]): readonly SessionCreators[] {
  const sessions = new Map<string, [Creator, ...Creator[]]>();
  for (const creator of planters) {
    if (creator.chain.length === 0) continue;
    const key = entryOf(creator) ?? JSON.stringify(creator.chain.at(-1));
    const same = sessions.get(key);
    if (same === undefined) sessions.set(key, [creator]);
    else same.push(creator);
  }
  return [...sessions.values()];
}

/** The entity id of the first known process of a session. */
function entryOf({ chain }: Creator): string | undefined {
  return chain.at(-1)?.entityId;
}

function originText(session: Creator['session']): string {
  const { type, address } = session ?? {};
  if (type === undefined && address === undefined) return 'session of unknown origin';
  const kind = type === undefined ? 'session' : (sessionKinds.get(type) ?? `${type} session`);
  return address === undefined ? kind : `${kind} from ${address}`;
}

/** Other commands of the session, as one box. */
function commandsOf({ surroundings, sessions }: HostCase, creator: Creator): readonly TreeBox[] {
  const entry = entryOf(creator);
  const own = sessions.find(({ entityId }) => entityId !== undefined && entityId === entry);
  const commands = surroundings.filter(
    ({ what, relation, session }) =>
      what === 'command' &&
      relation === 'lineage' &&
      (session === undefined ? sessions.length === 1 : session.number === own?.number),
  );
  const [first] = commands;
  if (first === undefined) return [];
  const times = commands.reduce((sum, activity) => sum + activity.times, 0);
  return [
    {
      ...emptyBox,
      title: times === 1 ? '1 other command' : `${times} other commands`,
      text: first.subject,
      user: first.user,
      at: millisecondsOf(first.first),
      isSeen: true,
      events: commands.flatMap(({ events }) => events),
      children: [],
    },
  ];
}

/** A box while its children are added. */
interface OpenBox extends TreeBox {
  readonly children: OpenBox[];
}

/** The tree of the chains of one session, with the files that they wrote as leaves. */
function sessionTree(
  planted: readonly { readonly file: PlantedFile; readonly creator: Creator }[],
  commands: readonly TreeBox[],
  timeOf: TimeOfEvents,
): TreeBox {
  const roots: OpenBox[] = [];
  const open = new Map<string, OpenBox>();
  for (const { file, creator } of planted) {
    let children = roots;
    let parent: OpenBox | undefined;
    let depth = 0;
    for (const link of creator.chain.toReversed()) {
      if (isFork(link, parent)) continue;
      const key = link.entityId ?? JSON.stringify({ ...link, role: undefined, depth });
      depth += 1;
      let box = open.get(key);
      if (box === undefined) {
        box = processBox(link, parent);
        open.set(key, box);
        children.push(box);
      }
      parent = box;
      children = box.children;
    }
    children.push(fileBox(file, creator, file === planted[0]?.file, timeOf));
  }
  const reachesEntry = planted.every(({ creator }) => creator.reachesEntry);
  const [first] = roots;
  const root: TreeBox =
    reachesEntry && roots.length === 1 && first !== undefined ? first : unseen(roots);
  return { ...root, children: foldSiblings([...root.children, ...commands]) };
}

/** Whether a process is a copy of its parent that only writes a file, such as a shell that redirects. */
function isFork(link: ChainLink, parent: TreeBox | undefined): boolean {
  return (
    link.commandLine !== undefined &&
    link.commandLine === parent?.text &&
    link.user === parent.user &&
    link.role === 'writer'
  );
}

function unseen(children: OpenBox[]): OpenBox {
  return {
    ...emptyBox,
    title: '… not in the log',
    text: 'who started it is not shown',
    isSeen: false,
    children,
  };
}

const emptyBox = {
  kind: 'other',
  isSubject: false,
  notes: [],
  becomesRoot: false,
  events: [],
} as const;

/** What a box has no room for in full. */
const boxMarks: Readonly<Partial<Record<ChainLink['odd'][number], string>>> = {
  deleted: 'deleted program',
  'shell-of-service': 'service’s shell',
};

function processBox(link: ChainLink, parent: TreeBox | undefined): OpenBox {
  const { name, executable, commandLine, user, realUser, odd, known, start, events } = link;
  return {
    kind: 'process',
    isSubject: false,
    title: name ?? executable?.split('/').at(-1) ?? 'unknown process',
    text: commandLine ?? executable ?? link.entityId ?? '',
    user,
    notes: [
      ...(realUser === undefined ? [] : [`real user ${realUser}`]),
      ...odd.map((mark) => boxMarks[mark] ?? shortLocations[mark]),
    ],
    becomesRoot: parent?.user !== undefined && parent.user !== user && user === 'root',
    at: millisecondsOf(start),
    isSeen: known === 'own',
    events,
    children: [],
  };
}

function fileBox(
  { path, events }: PlantedFile,
  creator: Creator,
  isSubject: boolean,
  timeOf: TimeOfEvents,
): OpenBox {
  const own = creator.events.length > 0 ? creator.events : events;
  return { ...scriptBox(path), isSubject, at: timeOf(own), events: own, children: [] };
}

function scriptBox(path: string): TreeBox {
  return {
    ...emptyBox,
    kind: 'file',
    title: path.split('/').at(-1) ?? path,
    text: path,
    isSeen: true,
    children: [],
  };
}

/** What ran the script, if the log shows it or suggests it. */
function runLane({ path, execution, boot }: PlantedFile): readonly TreeLane[] {
  const { evidence, evidenceLeftOut } = execution;
  if (evidence.length === 0) return [];
  const bySystemd = boot.reasons.find(({ reason }) => reason === 'started-by-systemd');
  const shown = evidence.slice(0, maxRuns);
  const more = evidence.length - shown.length + evidenceLeftOut;
  const rest = { ...emptyBox, title: `${more} more`, text: '', isSeen: true, children: [] };
  const script = scriptBox(path);
  return [
    {
      title: bySystemd === undefined ? 'What ran it' : 'Run by systemd',
      isInferred: !evidence.some(({ evidence: kind }) => kind === 'process'),
      root: {
        ...(bySystemd === undefined
          ? script
          : { ...script, kind: 'other', title: 'systemd', events: bySystemd.events }),
        children: [...shown.map(runBox), ...(more > 0 ? [rest] : [])],
      },
      isList: true,
    },
  ];
}

function runBox({ evidence, time, value, events }: RunEvidence): TreeBox {
  return {
    ...emptyBox,
    kind: evidence === 'process' ? 'process' : 'other',
    title: evidenceLabels[evidence],
    text: value,
    at: millisecondsOf(time),
    isSeen: evidence === 'process' || evidence === 'start-command',
    events,
    children: [],
  };
}

function millisecondsOf(time: string | undefined): number | undefined {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? undefined : at;
}

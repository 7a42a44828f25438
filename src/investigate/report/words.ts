import { fileKind } from '../../report/file-kind.js';
import { count } from '../../report/units.js';
import type {
  Benign,
  Boot,
  BootReason,
  ChainLink,
  Creator,
  EventKind,
  Execution,
  FileFact,
  HostCase,
  Limits,
  OddPlace,
  Prevalence,
  RelatedActivity,
  RunEvidence,
  Session,
} from '../case.js';
import { windowHours } from '../sought.js';
import { listed, type Sentence, say, value, words } from './sentence.js';

// The words for a case's facts. They hedge as the facts do: what a log does not show is not said to be absent.

/** Words for each id of a kind: a new id has to have some. */
type Words<Id extends string> = Readonly<Record<Id, string>>;

/** How each id of a kind tells its value. */
type Tellers<Id extends string> = Readonly<Record<Id, (value: string) => Sentence>>;

/** What a log tells of a file, in the order in which it is told. */
export const factLabels: Words<FileFact['fact']> = {
  created: 'created',
  renamed: 'moved here',
  'renamed-from': 'moved from',
  changed: 'changed',
  deleted: 'removed',
  owner: 'owner',
  group: 'group',
  mode: 'mode',
  sha256: 'sha256',
  size: 'size',
  entropy: 'entropy',
  'header-bytes': 'kind',
  'related-rule': 'related rule',
};

const factTellers: Tellers<FileFact['fact']> = {
  created: timeSentence,
  renamed: timeSentence,
  'renamed-from': value,
  changed: timeSentence,
  deleted: (time) => say`${timeSentence(time)}, deleted or moved away`,
  owner: value,
  group: value,
  mode: value,
  sha256: value,
  size: (bytes) => say`${bytes} ${words(bytes === '1' ? 'byte' : 'bytes')}`,
  entropy: (bits) => say`${bits} bits a byte`,
  'header-bytes': kindSentence,
  'related-rule': (name) => say`${name} matches it too`,
};

export function factSentence({ fact, value: text }: FileFact): Sentence {
  return factTellers[fact](text);
}

/** A time that many facts of one kind are told by. */
export function manyTimes(first: string, last: string, times: number): Sentence {
  return say`${times} times, first ${timeSentence(first)}, last ${timeSentence(last)}`;
}

/** A time as the event writes it. */
export function timeSentence(time: string | undefined): Sentence {
  return time === undefined || time === '' ? words('at a time that is not told') : value(time);
}

function kindSentence(headerBytes: string): Sentence {
  const kind = fileKind(headerBytes);
  const bytes = say`by its first bytes ${headerBytes}`;
  switch (kind?.kind) {
    case undefined:
      return say`not told ${bytes}`;
    case 'elf':
      return say`ELF binary, ${bytes}`;
    case 'script':
      return kind.cut
        ? say`script for ${kind.interpreter} or what begins so, ${bytes}`
        : say`script for ${kind.interpreter}, ${bytes}`;
    case 'text':
      return say`text without #!, ${bytes}`;
    case 'data':
      return say`binary data, ${bytes}`;
  }
}

/** By what files on several hosts are the same. */
export const prevalenceLabels: Words<'name' | 'hash'> = {
  name: 'same name',
  hash: 'same contents',
};

export function prevalenceSentence({ hosts, count: number, of }: Prevalence): Sentence {
  const rest = number - hosts.length;
  const named = [...hosts.map(value), ...(rest > 0 ? [say`${rest} more`] : [])];
  return say`on ${number} of ${words(count(of, 'host'))} that this log shows init scripts of: ${listed(named)}`;
}

/** Whether a script will run at boot. */
export const bootAnswers: Words<Boot['answer']> = {
  yes: 'Yes, by what this log shows',
  no: 'No, by what this log shows',
  'not-shown': 'Not shown by this log',
};

export const bootSides: Words<BootReason['counts'] | 'unknown'> = {
  for: 'for',
  against: 'against',
  unknown: 'not shown',
};

export const bootReasons: Tellers<BootReason['reason']> = {
  'not-in-the-directory': (path) =>
    say`systemd makes units only of files directly in /etc/init.d, spelled so: ${path} is none`,
  'name-passed-over': (name) => say`systemd passes over names like ${name}`,
  'native-unit': (path) => say`a native unit of the same name takes its place: ${path}`,
  deleted: (path) => say`${path} was deleted or moved away, and nothing shows that it came back`,
  'not-executable': (shown) => say`its owner may not execute it: ${shown}`,
  disabled: (command) => say`a command keeps it from starting at boot: ${command}`,
  executable: (shown) => say`its owner may execute it: ${shown}`,
  'unit-generated': (path) =>
    say`systemd made a unit of it, as it does only where the owner may execute it: ${path}`,
  'start-link': (link) => say`a link starts it with its runlevel: ${link}`,
  'target-wants': (link) => say`a link makes a target want its unit: ${link}`,
  enabled: (command) => say`a command makes it start at boot: ${command}`,
};

export function bootReasonSentence({ reason, value: text }: BootReason): Sentence {
  return bootReasons[reason](text);
}

/** What would have to be known; of a log of which a case does not hold all, the second. */
export const bootUnknowns: Words<Boot['unknown'][number]> = {
  executable: 'whether its owner may execute it: no mode of it, no chmod and no unit is there',
  enabled:
    'whether anything starts it at boot: no start link and no command that makes one is there',
};

const bootUnknownsOfKept: Words<Boot['unknown'][number]> = {
  executable:
    'whether its owner may execute it: among the events kept is no mode of it, no chmod and no unit',
  enabled:
    'whether anything starts it at boot: among the events kept is no start link and no command that makes one',
};

export function bootUnknownSentence(
  unknown: Boot['unknown'][number],
  { isCut }: Pick<HostCase, 'isCut'>,
): Sentence {
  return words((isCut ? bootUnknownsOfKept : bootUnknowns)[unknown]);
}

/** Whether a script ran. */
export const executionAnswers: Words<Execution['answer']> = {
  ran: 'Yes, a process of it is shown',
  asked:
    'Not shown: it was to be started, given to a program that may run it, or a unit was made of it, but no process of it is there',
  'no-evidence':
    'No evidence in this log, which does hold process events of this host since a file was planted there',
  'no-process-events':
    'This log cannot tell: it holds no process events of this host since a file was planted there',
};

/** The same where a case does not hold all events of the host. */
const executionAnswersOfKept: Partial<Words<Execution['answer']>> = {
  asked:
    'Not shown: it was to be started, or a unit was made of it, but among the events kept is no process of it',
  'no-evidence': 'No evidence among the events kept; not all events of this host are',
};

export function executionAnswer(
  answer: Execution['answer'],
  { isCut }: Pick<HostCase, 'isCut'>,
): Sentence {
  const ofKept = isCut ? executionAnswersOfKept[answer] : undefined;
  return words(ofKept ?? executionAnswers[answer]);
}

export const evidenceLabels: Words<RunEvidence['evidence']> = {
  process: 'ran as',
  'start-command': 'start asked by',
  'unit-generated': 'unit made',
  'named-in-arguments': 'given to',
};

export const chainRoles: Words<ChainLink['role']> = {
  writer: 'writer',
  ancestor: 'ancestor',
  'entry-leader': 'entry leader',
};

/** What the log lacks of a process whose program it tells. */
export function chainGap(
  { known }: ChainLink,
  { isCut }: Pick<HostCase, 'isCut'>,
): Sentence | undefined {
  if (known !== 'by-others') return undefined;
  return words(
    isCut
      ? 'no process event of it is among the events kept: told by other events'
      : 'no process event of it is in this log: told by other events',
  );
}

/** A process by its program, or by the id that it is to be looked up by. */
export function linkSentence(
  { executable, name, commandLine, entityId }: ChainLink,
  { isCut }: Pick<HostCase, 'isCut'>,
): Sentence {
  const program = executable ?? name ?? commandLine;
  if (program !== undefined) return value(program);
  if (entityId === undefined) return words('a process that this log does not name');
  return isCut
    ? say`entity id ${entityId}, of which the events kept tell nothing more: to be looked up in this log, or in Elasticsearch, as process.entity_id`
    : say`entity id ${entityId}, of which this log holds nothing more: to be looked up in Elasticsearch, as process.entity_id`;
}

/** Who a process was, in short. */
export function identitySentence({
  user,
  realUser,
  pid,
  start,
  isInteractive,
}: ChainLink): Sentence {
  return listed([
    ...(user === undefined ? [] : [say`user ${user}`]),
    ...(realUser === undefined ? [] : [say`really ${realUser}`]),
    ...(pid === undefined ? [] : [say`pid ${pid}`]),
    ...(start === undefined ? [] : [say`began ${start}`]),
    ...(isInteractive === undefined
      ? []
      : [words(isInteractive ? 'with a terminal' : 'without a terminal')]),
  ]);
}

export const oddPlaces: Words<OddPlace> = {
  tmp: 'what it runs lies under /tmp',
  'dev-shm': 'what it runs lies in shared memory, under /dev/shm',
  'var-tmp': 'what it runs lies under /var/tmp',
  home: 'what it runs lies in a home folder',
  deleted: 'its executable was deleted while it ran',
  memfd: 'what it runs lies in memory alone, or is named by a descriptor',
};

/** That a chain ends too early; undefined where it does not. */
export function chainEnd({ reachesEntry }: Creator): Sentence | undefined {
  return reachesEntry
    ? undefined
    : words('the chain does not reach the entry leader, the first process of the session');
}

export function sessionSentence(
  session: Session | undefined,
  { isCut }: Pick<HostCase, 'isCut'>,
): Sentence {
  if (session === undefined) {
    return words(`how it came in is not shown by ${isCut ? 'the events kept' : 'this log'}`);
  }
  const { type, address } = session;
  return listed([
    type === undefined ? words('of a kind that is not told') : value(type),
    ...(address === undefined ? [] : [say`from ${address}`]),
  ]);
}

export const surroundingLabels: Words<RelatedActivity['what']> = {
  'init-script': 'init script',
  'runlevel-link': 'runlevel link',
  'rc-local': 'rc.local',
  'generated-unit': 'generated unit',
  'systemd-unit': 'systemd unit',
  cron: 'cron',
  'ld-so-preload': 'ld.so.preload',
  'ld-so-conf': 'ld.so.conf',
  profile: 'shell profile',
  'authorized-keys': 'SSH keys',
  sudoers: 'sudoers',
  file: 'file',
  'file-deleted': 'file deleted',
  command: 'command',
  connection: 'connection',
  dns: 'DNS',
  alert: 'alert',
};

/** By whom something was done, in the order in which it is told. */
export const relationTitles: Words<RelatedActivity['relation']> = {
  lineage: 'By the session that planted a file',
  script: 'By a planted script itself',
  host: 'By others on this host',
  user: 'On other hosts, by the same user',
};

/** When, how often, by whom and where. */
export function circumstances(
  { by, user, first, last, times }: RelatedActivity,
  hosts: readonly string[],
): Sentence {
  const when = times > 1 ? say`${manyTimes(first ?? '', last ?? '', times)}` : timeSentence(first);
  return listed([
    when,
    ...(by === undefined ? [] : [say`by ${by}`]),
    ...(user === undefined ? [] : [say`user ${user}`]),
    ...hosts.map((host) => say`on ${host}`),
  ]);
}

/** What rules say of something; undefined where they say nothing. */
export function rulesSentence({ isMatch, relatedRule }: RelatedActivity): Sentence | undefined {
  if (isMatch)
    return words(relatedRule ? 'the rule and the related rule match it' : 'the rule matches it');
  return relatedRule ? words('the related rule matches it') : undefined;
}

/** That nothing else happened that the log shows, or that the events kept show. */
export function nothingElseSentence({ isCut }: Pick<HostCase, 'isCut'>): Sentence {
  const by = isCut ? 'The events kept show' : 'This log shows';
  return words(`${by} nothing else within ${windowHours} hours before and after the matches.`);
}

export const benignLabels: Words<Benign['reason']> = {
  'package-manager': 'package',
  'configuration-tool': 'configuration',
  'image-build': 'image',
  container: 'container',
  'on-most-hosts': 'common',
  'interactive-session': 'administrator',
};

export const benignTellers: Tellers<Benign['reason']> = {
  'package-manager': (program) => say`a package manager stands in the chain: ${program}`,
  'configuration-tool': (program) => say`a configuration tool stands in the chain: ${program}`,
  'image-build': (program) =>
    say`a program that builds or runs images stands in the chain: ${program}`,
  container: () =>
    words(
      'the session began in a container: what it writes may be its own file system, not the host’s',
    ),
  'on-most-hosts': (numbers) =>
    say`most hosts that this log shows init scripts of have it, by its contents where they are known and else by its name: ${numbers}`,
  'interactive-session': (who) =>
    say`somebody worked at a terminal, maybe an administrator: ${who}`,
};

export function benignSentence({ reason, value: text }: Benign): Sentence {
  return benignTellers[reason](text);
}

export function noBenign(
  planters: readonly Creator[],
  { isCut }: Pick<HostCase, 'isCut'>,
): Sentence {
  const isWhole = planters.every(({ reachesEntry }) => reachesEntry);
  const none = isCut ? 'the events kept show no reason' : 'this log shows no reason';
  return words(isWhole ? none : `${none}, and not all of who planted it either`);
}

export const eventLabels: Words<EventKind> = {
  'file-created': 'file created',
  'file-renamed': 'file renamed',
  'file-changed': 'file changed',
  'file-deleted': 'file deleted',
  'process-started': 'process started',
  'process-forked': 'process forked',
  'process-ended': 'process ended',
  'process-running': 'process running',
  'connection-out': 'connected to',
  'connection-in': 'connected from',
  'connection-closed': 'disconnected',
  dns: 'DNS',
  alert: 'alert',
  other: 'other',
};

/** What a log without events of a kind cannot tell. */
const coverageGaps: Words<keyof HostCase['coverage']> = {
  process:
    'no process events of this host since a file was planted there: who started what, and what ran, it cannot tell',
  network:
    'no network events of this host since a file was planted there: whom its processes talked to it cannot tell',
};

/** What is to be known of a host's events before the rest is read. */
export function hostNotes(
  {
    coverage,
    isCut,
    matchesLeftOut,
    processesLeftOut,
    surroundings,
    surroundingsLeftOut,
  }: HostCase,
  { eventsPerHost }: Limits,
): Sentence[] {
  const kinds = Object.keys(coverageGaps) as (keyof HostCase['coverage'])[];
  return [
    ...kinds
      .filter((kind) => coverage[kind] === undefined)
      .map((kind) => words(`This log holds ${coverageGaps[kind]}.`)),
    ...(processesLeftOut === 0
      ? []
      : [
          words(
            `${count(processesLeftOut, 'process', 'processes')} of the sessions and scripts ${processesLeftOut === 1 ? 'was' : 'were'} not followed further: there were too many, or they came up in the last pass over the inputs.`,
          ),
        ]),
    ...(isCut
      ? [
          words(
            `Not all events around the files are kept: a case takes ${eventsPerHost} of one host at most, and few that tell the same. Of each kind those nearest in time to the matches and the latest are kept, what the sessions and scripts did before what others did; what is not among them may be in the log.`,
          ),
        ]
      : []),
    ...(matchesLeftOut === 0
      ? []
      : [
          words(
            `${count(matchesLeftOut, 'more match', 'more matches')} of further files on this host ${matchesLeftOut === 1 ? 'is' : 'are'} not told.`,
          ),
        ]),
    ...(surroundingsLeftOut === 0
      ? []
      : [
          words(
            `Of what else happened, ${surroundings.length} things are told and ${surroundingsLeftOut} are not: what the sessions and scripts did comes first.`,
          ),
        ]),
  ];
}

/** A host by its name and id. */
export function hostSentence({ name, id }: Pick<HostCase, 'name' | 'id'>): Sentence {
  if (name === undefined) return id === undefined ? words('without a name') : say`id ${id}`;
  return id === undefined || id === name ? value(name) : say`${name} (id ${id})`;
}

/** That there is more evidence of a run than is told. */
export function moreEvidence(leftOut: number): Sentence {
  return words(`${leftOut} more such, later than these`);
}

/** That matches of a file are not told. */
export function moreMatches(leftOut: number): Sentence {
  return words(
    `${count(leftOut, 'more match', 'more matches')} of this file ${leftOut === 1 ? 'is' : 'are'} not told`,
  );
}

/** What a case had no room for; undefined where it holds all. */
export function leftOutSentence({
  matchesLeftOut,
  hosts,
  filesPerHost,
}: Limits): Sentence | undefined {
  if (matchesLeftOut === 0) return undefined;
  return words(
    `Not in this case: ${count(matchesLeftOut, 'more match', 'more matches')}. It takes ${hosts} hosts at most, ${filesPerHost} files of each, and of a bounded number of planters of each file the first match and the last. Which hosts, files and planters are told when there are more does not depend on their order or times.`,
  );
}

/** That there is no match. */
export const nothingToInvestigate = 'Nothing to investigate: no match of the rule was found.';

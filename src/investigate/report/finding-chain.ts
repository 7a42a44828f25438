import { executedFile, isInstalled } from '../../lead/invocation.js';
import { shellWords } from '../../lead/shell-text.js';
import { isSshDaemon, programOf } from '../analysis/inferred-session.js';
import type { ChainLink, Creator } from '../case.js';
import {
  attachedOrigin,
  containerOrigin,
  inboundOrigin,
  jobOrigin,
  sessionOrigin,
} from './origin-words.js';
import { lineOf, type OutlineLine, shortened } from './outline.js';
import { joined, plain, type Sentence, say, semicolons, value, words } from './sentence.js';

/** Chains that the lines of a finding name; the rest are counted. */
const maxChains = 3;

/** Who wrote a file and where they came from: two lines for each origin, those with an address first. */
export function originsLines(planters: readonly Creator[]): readonly OutlineLine[] {
  const byOrigin = new Map<string, { readonly origin: Sentence; readonly of: Creator[] }>();
  for (const creator of inOrder(planters)) {
    const origin = originOf(creator);
    const key = plain(origin);
    const known = byOrigin.get(key) ?? { origin, of: [] };
    known.of.push(creator);
    byOrigin.set(key, known);
  }
  if (byOrigin.size === 0) return [lineOf('FROM', words('not shown'), [])];
  return [...byOrigin.values()].flatMap(({ origin, of }) => [
    ...whoLines(of.filter(({ chain }) => chain.length > 0)),
    lineOf('FROM', origin, of.flatMap(shownOrigins)),
  ]);
}

/** The chains of an origin. If they only differ in their last process, they are one line. */
function whoLines(planters: readonly Creator[]): readonly OutlineLine[] {
  const distinct = [
    ...new Map(planters.map((creator) => [plain(whoSentence(creator)), creator])).values(),
  ];
  const shown = distinct.slice(0, maxChains);
  const more = distinct.length - shown.length;
  const rest = more > 0 ? [words(`${more} more (--parts chain)`)] : [];
  const parts = shown.map((creator) => whoParts(creator));
  const [first = []] = parts;
  const heads = new Set(parts.map((some) => plain(joined(some.slice(0, -1), ' › '))));
  const isShared = first.length > 1 && heads.size === 1;
  const job = shown.some((creator) => creator.job?.file !== undefined);
  if (!isShared || job || shown.length < 2) {
    return [...shown.map(whoLine), ...rest.map((text) => lineOf('WHO', text, []))];
  }
  const last = [...parts.map((some) => some.at(-1) ?? []), ...rest];
  const text = say`${joined(first.slice(0, -1), ' › ')} › ${joined(last, ', then ')}`;
  return [
    lineOf(
      'WHO',
      text,
      shown.flatMap(({ chain }) => chain),
    ),
  ];
}

/** The chain from the session's first process to the writer, and the one that wrote the job that it is. */
function whoLine(creator: Creator): OutlineLine {
  const { chain, job } = creator;
  const who = whoSentence(creator);
  const file = job?.file;
  if (file === undefined) return lineOf('WHO', who, chain);
  const text = say`${who}; ${words('the job')} ${file.path}: ${whoSentence(file)}`;
  return lineOf('WHO', text, [...chain, ...file.chain]);
}

/** A chain from its first process to the last. Where the user becomes another one, it says so. */
export function whoSentence(creator: Pick<Creator, 'chain' | 'reachesEntry'>): Sentence {
  return joined(whoParts(creator), ' › ');
}

function whoParts({ chain, reachesEntry }: Pick<Creator, 'chain' | 'reachesEntry'>): Sentence[] {
  const { links, daemon } = belowDaemon(chain);
  const start = daemon !== undefined ? [words('sshd')] : reachesEntry ? [] : [words('…')];
  let user = daemon?.user;
  const distinct = links.filter((link, at, all) => at === 0 || !isSameProgram(link, all[at - 1]));
  const max = distinct.length > longChain ? maxShortCharacters : maxCharacters;
  const parts = distinct.map((link) => {
    const isNew = link.user !== undefined && link.user !== user;
    const becameRoot = isNew && user !== undefined && link.user === 'root';
    user = link.user ?? user;
    const name = linkName(link, max);
    if (becameRoot) return say`⇒ ROOT ${name}`;
    return isNew ? say`${name} (${link.user ?? ''})` : name;
  });
  return [...start, ...parts];
}

/**
 * The processes of a chain, the first one first, without the SSH daemon that stands above a login: what started the
 * daemon says nothing of who came in.
 *
 * @returns with the last process of the daemon; undefined if the chain has none above another process.
 */
export function belowDaemon(chain: readonly ChainLink[]): {
  readonly links: readonly ChainLink[];
  readonly daemon: ChainLink | undefined;
} {
  const links = chain.toReversed();
  const at = links.findLastIndex(isDaemon);
  const isTop = links.slice(0, at).every((link) => isDaemon(link) || isAboveDaemons(link));
  if (at === -1 || at === links.length - 1 || !isTop) return { links, daemon: undefined };
  return { links: links.slice(at + 1), daemon: links[at] };
}

/** The daemon itself: anyone can give a program elsewhere its name. */
function isDaemon({ executable, name, odd }: ChainLink): boolean {
  return (
    isSshDaemon(programOf({ executable, name })) && isInstalled(executable) && odd.length === 0
  );
}

/** Processes that start daemons, or of which nothing is known. */
function isAboveDaemons({ executable, name, commandLine, pid }: ChainLink): boolean {
  if (pid === '1') return true;
  if (executable === undefined && name === undefined) return commandLine === undefined;
  return /^(?:\/(?:usr\/)?(?:sbin\/init|lib\/systemd\/systemd))$/.test(executable ?? '');
}

/** Whether nothing is missing of a chain that could tell who it was: it reaches its session, or the SSH daemon. */
export function reachesOrigin({ chain, reachesEntry }: Creator): boolean {
  return reachesEntry || belowDaemon(chain).daemon !== undefined;
}

/** Whether a process is the one before it: a shell that forks to write a file runs the same command. */
export function isSameProgram(link: ChainLink, before: ChainLink | undefined): boolean {
  return (
    link.commandLine !== undefined &&
    link.commandLine === before?.commandLine &&
    link.user === before.user
  );
}

/** Characters of a command. */
const maxCharacters = 36;

/** The same in a chain of more processes than this. */
const maxShortCharacters = 28;
const longChain = 4;

function linkName({ commandLine, executable, name }: ChainLink, max: number): Sentence {
  const program = commandLine ?? executable ?? name;
  if (program === undefined) return words('unknown process');
  return shortened(titled.exec(program)?.[1] ?? program, max);
}

/** A title that a service gave itself instead of its command line, such as `php-fpm: pool www`. */
const titled = /^([\w.+-]+): /;

/** The process that wrote a file, by the first of its origins. */
export function writerSentence(planters: readonly Creator[]): Sentence {
  const writer = inOrder(planters)[0]?.chain[0];
  if (writer === undefined) return words('unknown');
  const program = writer.name ?? writer.executable;
  const name = program === undefined ? linkName(writer, maxCharacters) : value(program);
  return writer.user === undefined ? name : say`${name} (${writer.user})`;
}

/** Where the sessions came from that planted a file. */
export function originSentence(planters: readonly Creator[]): Sentence {
  const origins = new Map(
    inOrder(planters)
      .map(originOf)
      .map((origin) => [plain(origin), origin] as const),
  );
  return origins.size === 0 ? words('not shown') : semicolons([...origins.values()]);
}

/** The first address, or else container or type, and how many other addresses there are. */
export function shortOrigin(planters: readonly Creator[]): Sentence {
  const addresses = new Set(inOrder(planters).flatMap(addressesOf));
  const containers = new Set(
    planters.flatMap(({ container }) => (container === undefined ? [] : 'container')),
  );
  const types = new Set(planters.flatMap(({ session }) => session?.type ?? []));
  const [first] = [addresses, containers, types].find(({ size }) => size > 0) ?? [];
  if (first === undefined) return words('not shown');
  return addresses.size > 1 ? say`${first} +${addresses.size - 1} more` : value(first);
}

/** What came from an address matters most. */
function inOrder(planters: readonly Creator[]): readonly Creator[] {
  return planters.toSorted((one, other) => Number(isLocal(one)) - Number(isLocal(other)));
}

/** The addresses of who typed into a session, of the session, of the one that wrote its job, and of the request before it. */
export function addressesOf({
  session,
  job,
  inbound,
  attached = [],
}: Pick<Creator, 'attached' | 'inbound' | 'job' | 'session'>): readonly string[] {
  const all = [
    ...attached.map(({ address }) => address),
    session?.address,
    job?.file?.session?.address,
    inbound?.address,
  ];
  return all.flatMap((address) => address ?? []);
}

function isLocal(creator: Creator): boolean {
  return addressesOf(creator).length === 0;
}

function originOf(creator: Creator): Sentence {
  const { session, job, inbound, container, chain, reachesEntry, attached = [] } = creator;
  const service = reachesEntry ? serviceOf(chain.at(-1)) : undefined;
  if (job !== undefined) return jobOrigin(job);
  const isInside = container !== undefined;
  return joined(
    [
      ...(isInside ? [containerOrigin(container)] : []),
      ...(isInside && session?.address === undefined
        ? []
        : [sessionOrigin(session ?? {}, service)]),
      ...attached.map(attachedOrigin),
      ...(inbound === undefined ? [] : [inboundOrigin(inbound)]),
    ],
    '; ',
  );
}

/** The program of a service: the script if an interpreter runs one. */
function serviceOf(leader: ChainLink | undefined): string | undefined {
  if (leader === undefined) return undefined;
  const { executable, commandLine = '', workingDirectory } = leader;
  const args = shellWords(commandLine);
  const isRun = args.length > 1 && isInstalled(args[0]);
  const script = isRun ? executedFile({ args, executable, workingDirectory }) : undefined;
  return script ?? executable;
}

/** What shows where a creator came from. */
function shownOrigins({
  session,
  job,
  inbound,
  container,
  attached = [],
}: Creator): readonly { readonly events: readonly number[] }[] {
  return [session, container, ...attached, job, job?.file, inbound].flatMap((shown) => shown ?? []);
}

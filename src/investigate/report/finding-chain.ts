import type { ChainLink, Creator } from '../case.js';
import { inboundOrigin, jobOrigin, sessionOrigin } from './origin-words.js';
import { lineOf, type OutlineLine, shortened } from './outline.js';
import { joined, type Sentence, say, semicolons, value, words } from './sentence.js';

/** The chain from the session's first process to the writer, and the one that wrote the job that it is. */
export function whoLine({ chain, reachesEntry, job }: Creator): OutlineLine {
  const who = whoSentence({ chain, reachesEntry });
  const file = job?.file;
  if (file === undefined) return lineOf('WHO', who, chain);
  const text = say`${who}; ${words('the job')} ${file.path}: ${whoSentence(file)}`;
  return lineOf('WHO', text, [...chain, ...file.chain]);
}

/** A chain from its first process to the last. Where the user becomes another one, it says so. */
export function whoSentence({
  chain,
  reachesEntry,
}: Pick<Creator, 'chain' | 'reachesEntry'>): Sentence {
  // A shell that forks to write a file runs the same command.
  const links = chain
    .toReversed()
    .filter((link, at, all) => at === 0 || !isSameProgram(link, all[at - 1]));
  const start = reachesEntry ? [] : [words('…')];
  let user: string | undefined;
  const parts = links.map((link) => {
    const isNew = link.user !== undefined && link.user !== user;
    const becameRoot = isNew && user !== undefined && link.user === 'root';
    user = link.user ?? user;
    const name = linkName(link);
    if (becameRoot) return say`⇒ ROOT ${name}`;
    return isNew ? say`${name} (${link.user ?? ''})` : name;
  });
  return joined([...start, ...parts], ' › ');
}

export function isSameProgram(link: ChainLink, before: ChainLink | undefined): boolean {
  return (
    link.commandLine !== undefined &&
    link.commandLine === before?.commandLine &&
    link.user === before.user
  );
}

/** Characters of a command. */
const maxCharacters = 48;

function linkName({ commandLine, executable, name }: ChainLink): Sentence {
  const program = commandLine ?? executable ?? name;
  return program === undefined ? words('unknown process') : shortened(program, maxCharacters);
}

export function writerSentence([creator]: readonly Creator[]): Sentence {
  const writer = creator?.chain[0];
  if (writer === undefined) return words('unknown');
  const program = writer.name ?? writer.executable;
  const name = program === undefined ? linkName(writer) : value(program);
  return writer.user === undefined ? name : say`${name} (${writer.user})`;
}

/** Where the sessions came from that planted a file. */
export function originSentence(planters: readonly Creator[]): Sentence {
  // What came from an address matters most.
  const ordered = planters.toSorted((one, other) => Number(isLocal(one)) - Number(isLocal(other)));
  const origins = new Map(
    ordered.map(originOf).map((origin) => [JSON.stringify(origin), origin] as const),
  );
  return origins.size === 0 ? words('not shown') : semicolons([...origins.values()]);
}

/** The first address, or else type, and how many other origins there are. */
export function shortOrigin(planters: readonly Creator[]): Sentence {
  const addresses = new Set(planters.flatMap(addressesOf));
  const types = new Set(planters.flatMap(({ session }) => session?.type ?? []));
  const [first] = addresses.size > 0 ? addresses : types;
  if (first === undefined) return words('not shown');
  return addresses.size > 1 ? say`${first} +${addresses.size - 1}` : value(first);
}

/** The addresses that a session, the one that wrote its job, and the request before it came from. */
function addressesOf({ session, job, inbound }: Creator): readonly string[] {
  return [session?.address, job?.file?.session?.address, inbound?.address].flatMap(
    (address) => address ?? [],
  );
}

function isLocal(creator: Creator): boolean {
  return addressesOf(creator).length === 0;
}

function originOf({ session, job, inbound }: Creator): Sentence {
  if (job !== undefined) return jobOrigin(job);
  const origin = sessionOrigin(session ?? {});
  return inbound === undefined ? origin : say`${origin}, ${inboundOrigin(inbound)}`;
}

export function fromLine(planters: readonly Creator[]): OutlineLine {
  return lineOf(
    'FROM',
    originSentence(planters),
    planters.flatMap(({ session, job, inbound }) => [
      ...(session === undefined ? [] : [session]),
      ...(job === undefined ? [] : [job, ...(job.file ? [job.file] : [])]),
      ...(inbound === undefined ? [] : [inbound]),
    ]),
  );
}

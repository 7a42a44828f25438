import type { ChainLink, Creator } from '../case.js';
import { isSameProgram } from './chain-tree.js';
import { lineOf, type OutlineLine, shortened } from './outline.js';
import { joined, type Sentence, say, semicolons, value, words } from './sentence.js';

/** The chain from the session's first process to the writer. Where the user becomes another one, it says so. */
export function whoLine({ chain, reachesEntry }: Creator): OutlineLine {
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
  const text = joined([...start, ...parts], ' › ');
  return lineOf('WHO', text, chain);
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
  const addresses = new Set(planters.flatMap(({ session }) => session?.address ?? []));
  const types = new Set(planters.flatMap(({ session }) => session?.type ?? []));
  const [first] = addresses.size > 0 ? addresses : types;
  if (first === undefined) return words('not shown');
  return addresses.size > 1 ? say`${first} +${addresses.size - 1}` : value(first);
}

function isLocal({ session }: Creator): boolean {
  return session?.address === undefined;
}

function originOf({ session }: Creator): Sentence {
  const { type, address, isInferred = false } = session ?? {};
  if (type === undefined && address === undefined) return words('not shown');
  const kind =
    type === undefined
      ? words('session')
      : say`${type}${words(type === 'init' ? ' (no login)' : '')}`;
  const from = address === undefined ? kind : say`${kind} from ${address}`;
  return isInferred ? say`${from} (inferred)` : from;
}

export function fromLine(planters: readonly Creator[]): OutlineLine {
  return lineOf(
    'FROM',
    originSentence(planters),
    planters.flatMap(({ session }) => session ?? []),
  );
}

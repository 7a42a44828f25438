import { count } from '../../report/units.js';
import type { Creator, HostCase, PlantedFile } from '../case.js';
import { treeLines, type WritingChain } from './chain-tree.js';
import type { ChainOutline, OutlineLine, Retention } from './outline.js';
import { type Sentence, say, value, words } from './sentence.js';

/** Trees that a folded part shows for a host, and chains in each of them. */
const maxTrees = 4;
const maxChains = 6;

/**
 * The chains of a host's files. Files of the same chain, their own names aside, share a tree; in a folded part all of a
 * session do.
 */
export function chainOutlines(
  host: HostCase,
  files: readonly PlantedFile[],
  isFolded: boolean,
  retention: Retention,
): { readonly chains: readonly ChainOutline[]; readonly chainsFolded: Sentence | undefined } {
  const trees = treesOf(files);
  const context = { host, isFolded, retention };
  if (!isFolded) {
    return {
      chains: trees.map((tree) => ({
        ...(trees.length === 1 && tree.others.length === 0
          ? {}
          : { title: titleOf(tree.file, tree.at, tree.others) }),
        lines: treeLines([writingChain(tree)], context),
      })),
      chainsFolded: undefined,
    };
  }
  const bySession = new Map<string, Tree[]>();
  for (const tree of trees) {
    const key = sessionKey(tree);
    bySession.set(key, [...(bySession.get(key) ?? []), tree]);
  }
  const shown = [...bySession.values()].slice(0, maxTrees).map((some) => some.slice(0, maxChains));
  const more = trees.length - shown.flat().length;
  return {
    chains: shown.map((some) => ({ lines: treeLines(some.map(writingChain), context) })),
    chainsFolded: more === 0 ? undefined : words(`${count(more, 'more chain')}: --parts chain`),
  };
}

function writingChain({ file, creator, others }: Tree): WritingChain {
  return { file, creator, others: others.length };
}

/** A chain, and the other files that have it. */
interface Tree {
  readonly file: PlantedFile;
  readonly creator: Creator;
  /** From 1. */
  readonly at: number;
  readonly others: string[];
}

function treesOf(files: readonly PlantedFile[]): readonly Tree[] {
  const trees = new Map<string, Tree>();
  for (const file of files) {
    for (const [at, creator] of file.planters.entries()) {
      const key = keyOf(creator, file);
      const known = trees.get(key);
      if (known === undefined) trees.set(key, { file, creator, at: at + 1, others: [] });
      else if (known.file !== file) known.others.push(file.path);
    }
  }
  return oneOfEachSession([...trees.values()]);
}

/** Chains that differ only in the names of the files that they wrote are one. */
function keyOf(creator: Creator, { path }: PlantedFile): string {
  const ownFile = JSON.stringify(path).slice(1, -1);
  const telling = JSON.stringify(creator, (name, member) =>
    ['events', 'entityId', 'pid', 'start', 'age'].includes(name) ? undefined : member,
  );
  const session = creator.chain.at(-1)?.entityId ?? '';
  return `${session} ${telling.replaceAll(ownFile, '')}`;
}

/** The first tree of each session before further ones, so that folding hides no session. */
function oneOfEachSession(trees: readonly Tree[]): readonly Tree[] {
  const seen = new Set<string>();
  const isFirst = new Set(
    trees.filter((tree) => {
      const key = sessionKey(tree);
      return !seen.has(key) && seen.add(key);
    }),
  );
  return [
    ...trees.filter((tree) => isFirst.has(tree)),
    ...trees.filter((tree) => !isFirst.has(tree)),
  ];
}

function sessionKey({ creator: { session, chain, job, inbound } }: Tree): string {
  const first = chain.at(-1)?.entityId;
  return JSON.stringify([
    session?.type,
    session?.address,
    first,
    job?.file?.path,
    inbound?.address,
  ]);
}

function titleOf({ path, planters }: PlantedFile, at: number, others: readonly string[]): Sentence {
  const number = planters.length === 1 ? [] : words(` (${at} of ${planters.length})`);
  const more =
    others.length === 0 ? [] : words(`, and likewise ${count(others.length, 'more file')}`);
  return say`${value(path)}${number}${more}`;
}

/** How many matches and creators of a file are left out. */
export function omittedLine({ path, leads, matchesLeftOut }: PlantedFile): readonly OutlineLine[] {
  if (matchesLeftOut === 0) return [];
  const omitted =
    leads === undefined
      ? count(matchesLeftOut, 'match', 'matches')
      : count(matchesLeftOut, 'match or lead', 'matches and leads');
  return [{ label: 'omitted', text: say`${words(omitted)} of ${path}` }];
}

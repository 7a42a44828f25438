import { count } from '../../report/units.js';
import type { Creator, HostCase, PlantedFile } from '../case.js';
import { treeLines } from './chain-tree.js';
import type { ChainOutline, OutlineLine, Retention } from './outline.js';
import { type Sentence, say, value, words } from './sentence.js';

/** Trees that a folded part shows for a host. */
const maxTrees = 4;

/** The chains of a host's files. Files of the same chain, their own names aside, share a tree. */
export function chainOutlines(
  host: HostCase,
  files: readonly PlantedFile[],
  isFolded: boolean,
  retention: Retention,
): { readonly chains: readonly ChainOutline[]; readonly chainsFolded: Sentence | undefined } {
  const trees = treesOf(files);
  const shown = isFolded ? trees.slice(0, maxTrees) : trees;
  const more = trees.length - shown.length;
  return {
    chains: shown.map(({ file, creator, at, others }) => ({
      title: titleOf(file, at, others),
      isShared: others.length > 0,
      lines: treeLines(file, creator, { host, isFolded, retention }),
    })),
    chainsFolded:
      more === 0
        ? undefined
        : words(
            `${count(more, 'more chain')} of the same sessions ${more === 1 ? 'is' : 'are'} folded: --parts chain`,
          ),
  };
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
    trees.filter(({ creator: { session, chain } }) => {
      const key = JSON.stringify([session?.type, session?.address, chain.at(-1)?.entityId]);
      return !seen.has(key) && seen.add(key);
    }),
  );
  return [
    ...trees.filter((tree) => isFirst.has(tree)),
    ...trees.filter((tree) => !isFirst.has(tree)),
  ];
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

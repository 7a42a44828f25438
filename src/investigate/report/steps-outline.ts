import { timeOf } from '../../event/time.js';
import { count } from '../../report/units.js';
import type { FileFact, HostCase, PlantedFile } from '../case.js';
import { addressOfPeer } from '../peer-address.js';
import { esqlOfTraces, type HuntSubject, kqlOfProcesses } from '../steps/hunt.js';
import type { OsqueryPurpose } from '../steps/osquery.js';
import type { ShellPurpose } from '../steps/shell.js';
import type { Snippet, StepsOutline } from './outline.js';
import { huntWords, osqueryWords, shellWords } from './step-words.js';

/** Steps for a file, besides the queries for its host. */
const maxSteps = 3;

/** Files of a host that have steps of their own. */
const maxFiles = 5;

/** The steps that fit each file, and those that are the same for a host. */
export function sharedSteps(files: readonly PlantedFile[]): {
  readonly shared: (host: HostCase) => StepsOutline;
  readonly perFile: (file: PlantedFile) => StepsOutline;
} {
  const described = new Set(files.slice(0, maxFiles));
  const times = new Map<string, number>();
  const all = new Map([...described].map((file) => [file, fittingSteps(file)]));
  for (const { code } of [...all.values()].flat()) times.set(code, (times.get(code) ?? 0) + 1);
  const isShared = ({ code }: Snippet): boolean => (times.get(code) ?? 0) > 1;
  const more = files.length - described.size;
  return {
    shared: (host) => ({
      ...outlineOf(distinct([...all.values()].flat().filter(isShared))),
      hunt: huntSnippets(host, files),
      response: [
        ...(more > 0 ? [`The same for ${count(more, 'more file')}, which json has.`] : []),
        'What to do in general, and how to respond: initd-scan rule --guide',
      ],
    }),
    perFile: (file) => ({
      ...outlineOf((all.get(file) ?? []).filter((snippet) => !isShared(snippet))),
      hunt: [],
      response: [],
    }),
  };
}

function distinct(snippets: readonly Snippet[]): readonly Snippet[] {
  return [...new Map(snippets.map((snippet) => [snippet.code, snippet])).values()];
}

function outlineOf(snippets: readonly Snippet[]): Pick<StepsOutline, 'osquery' | 'shell'> {
  return {
    osquery: snippets.filter(({ language }) => language === 'sql'),
    shell: snippets.filter(({ language }) => language === 'sh'),
  };
}

/** The steps that answer what the case leaves open, the most urgent first. */
function fittingSteps({ steps, execution, boot }: PlantedFile): readonly Snippet[] {
  const wanted: readonly (OsqueryPurpose | ShellPurpose)[] = [
    ...(execution.answer === 'ran' || execution.answer === 'asked'
      ? (['script-processes'] as const)
      : []),
    'address-sockets',
    'script-content',
    ...(boot.answer === 'no' ? [] : (['unit-content'] as const)),
    'original-file',
    'planted-hash',
    'planted-file',
    'file-status',
    'runlevel-links',
  ];
  const snippets = new Map<OsqueryPurpose | ShellPurpose, Snippet>([
    ...steps.osquery.map(
      ({ purpose, statement }) =>
        [purpose, { purpose: osqueryWords[purpose], language: 'sql', code: statement }] as const,
    ),
    ...steps.shell.map(
      ({ purpose, command }) =>
        [purpose, { purpose: shellWords[purpose], language: 'sh', code: command }] as const,
    ),
  ]);
  return wanted.flatMap((purpose) => snippets.get(purpose) ?? []).slice(0, maxSteps);
}

function huntSnippets(host: HostCase, files: readonly PlantedFile[]): readonly Snippet[] {
  const subject = huntSubject(host, files);
  const kql = kqlOfProcesses(subject);
  return [
    ...(kql === undefined
      ? []
      : [{ purpose: huntWords.processes, language: 'kql' as const, code: kql }]),
    { purpose: huntWords.traces, language: 'esql', code: esqlOfTraces(subject) },
  ];
}

function huntSubject({ name, surroundings }: HostCase, files: readonly PlantedFile[]): HuntSubject {
  const factsOf = (kind: FileFact['fact']): readonly string[] =>
    files.flatMap(({ facts }) =>
      facts.flatMap(({ fact, value }) => (fact === kind ? [value] : [])),
    );
  const creators = files.flatMap(({ planters }) => planters);
  const times = [...factsOf('created'), ...factsOf('renamed'), ...factsOf('changed')]
    .map(timeOf)
    .filter((time) => time !== undefined);
  return {
    host: name,
    entityIds: [
      ...creators.flatMap(({ chain }) => chain.flatMap(({ entityId }) => entityId ?? [])),
      ...files.flatMap(({ execution }) =>
        execution.evidence.flatMap(({ entityId }) => entityId ?? []),
      ),
    ],
    planted: times.length === 0 ? undefined : Math.min(...times),
    paths: files.map(({ path }) => path),
    hashes: factsOf('sha256'),
    addresses: [
      ...creators.flatMap(({ session }) => session?.address ?? []),
      ...surroundings.flatMap(({ what, relation, subject }) =>
        what === 'connection' && (relation === 'lineage' || relation === 'script')
          ? (addressOfPeer(subject) ?? [])
          : [],
      ),
    ],
  };
}

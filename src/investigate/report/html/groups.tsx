import type { VNode } from 'preact';
import { count } from '../../../report/units.js';
import type { Case, PlantedFile } from '../../case.js';
import type { FileGroup } from '../../file-groups.js';
import type { EventNumber } from '../../shown.js';
import { bootAnswer } from '../boot-line.js';
import { ranAnswer } from '../finding-answers.js';
import { originSentence, writerSentence } from '../finding-chain.js';
import { differenceLabels } from '../group-section.js';
import { plain } from '../sentence.js';
import { Cited, Value } from './text.js';

/** Hosts that a row names before it folds the others. */
const maxNamed = 3;

/** The hosts of files that are alike, in which what deviates stands out. */
export function Groups({ found }: { readonly found: Case }): VNode | null {
  const groups = found.groups.filter(
    ({ files, deviations }) => files.length + deviations.length > 1,
  );
  if (groups.length === 0) return null;
  return (
    <section class="groups" aria-labelledby="groups">
      <h2 id="groups">Files that are alike</h2>
      {groups.map((group) => (
        <GroupTable group={group} found={found} />
      ))}
    </section>
  );
}

const columns = ['contents', 'writer', 'from', 'answers'] as const;

const columnTitles: Readonly<Record<GroupColumn, string>> = {
  contents: 'Contents (SHA-256)',
  writer: 'Writer',
  from: 'From',
  answers: 'Ran / boot',
};

type GroupColumn = (typeof columns)[number];

type Cells = Readonly<Record<GroupColumn, string>>;

/** Files whose cells are the same. */
interface GroupRow {
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  readonly cells: Cells | undefined;
  /** In what they deviate. */
  readonly differs: string;
  readonly events: readonly EventNumber[];
}

function GroupTable({ group, found }: { readonly group: FileGroup; readonly found: Case }): VNode {
  const rows = rowsOf(group, found);
  const usual = rows[0]?.cells;
  const { files, deviations } = group;
  return (
    <figure class="group">
      <figcaption>
        <Value text={group.path} />: {count(files.length, 'file')} alike on{' '}
        {count(group.hosts.length, 'host')}
        {deviations.length > 0 && `, ${count(deviations.length, 'deviation')}`}
        <Cited events={group.events.slice(0, 3)} />
      </figcaption>
      <table>
        <thead>
          <tr>
            <th scope="col">Hosts</th>
            {columns.map((column) => (
              <th scope="col">{columnTitles[column]}</th>
            ))}
            <th scope="col">Deviates in</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ hosts, paths, cells, differs, events }) => (
            <tr class={differs === '' ? undefined : 'deviates'}>
              <th scope="row">
                <Names names={hosts} />
                {paths.some((path) => path !== group.path) && (
                  <div class="muted">
                    <Names names={paths} />
                  </div>
                )}
              </th>
              {columns.map((column) =>
                cells === undefined ? (
                  <td class="muted">not in this case</td>
                ) : (
                  <td class={cells[column] === usual?.[column] ? undefined : 'odd'}>
                    {cells[column] === usual?.[column] ? '' : '≠ '}
                    {cells[column]}
                  </td>
                ),
              )}
              <td>
                {differs}
                <Cited events={events.slice(0, 3)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function Names({ names }: { readonly names: readonly string[] }): VNode {
  const shown = names.slice(0, maxNamed);
  const rest = names.slice(maxNamed);
  return (
    <>
      {shown.map((name, at) => (
        <>
          {at === 0 ? '' : ', '}
          <Value text={name} />
        </>
      ))}
      {rest.length > 0 && (
        <details>
          <summary>and {rest.length} more</summary>
          {rest.map((name, at) => (
            <>
              {at === 0 ? '' : ', '}
              <Value text={name} />
            </>
          ))}
        </details>
      )}
    </>
  );
}

/** The rows of the alike files, the most common first, then those that deviate. */
function rowsOf({ files, deviations }: FileGroup, found: Case): readonly GroupRow[] {
  const fileOf = (host: number | undefined, path: string): PlantedFile | undefined =>
    host === undefined ? undefined : found.hosts[host]?.files.find((file) => file.path === path);
  const alike = merged(
    files.map(({ host, hostName, path }) => ({
      hosts: [hostName],
      paths: [path],
      cells: cellsOf(fileOf(host, path)),
      differs: '',
      events: [],
    })),
  );
  const odd = deviations.map(({ host, hostName, path, differs, events }) => ({
    hosts: [hostName],
    paths: [path],
    cells: cellsOf(fileOf(host, path)),
    differs: differs.map((name) => differenceLabels[name]).join(', '),
    events,
  }));
  return [...alike, ...odd];
}

function merged(rows: readonly GroupRow[]): readonly GroupRow[] {
  const byCells = new Map<string, GroupRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(row.cells ?? null);
    byCells.set(key, [...(byCells.get(key) ?? []), row]);
  }
  const isUnknown = ({ cells }: GroupRow): number => (cells === undefined ? 1 : 0);
  return [...byCells.values()]
    .map((same) => ({
      ...(same[0] as GroupRow),
      hosts: [...new Set(same.flatMap(({ hosts }) => hosts))],
      paths: [...new Set(same.flatMap(({ paths }) => paths))],
    }))
    .sort(
      (one, other) => isUnknown(one) - isUnknown(other) || other.hosts.length - one.hosts.length,
    );
}

function cellsOf(file: PlantedFile | undefined): Cells | undefined {
  if (file === undefined) return undefined;
  const hash = file.facts.find(({ fact }) => fact === 'sha256')?.value;
  return {
    contents: hash === undefined ? 'unknown' : plain([{ value: `${hash.slice(0, 12)}…` }]),
    writer: plain(writerSentence(file.planters)),
    from: plain(originSentence(file.planters)),
    answers: `${ranAnswer(file.execution).text} / ${bootAnswer(file.boot, []).text}`,
  };
}

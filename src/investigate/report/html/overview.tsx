import type { VNode } from 'preact';
import { sanitize } from '../../../report/sanitize.js';
import { count } from '../../../report/units.js';
import { Cited, Value, Words } from './text.js';
import { type Chip, type FilterName, type FindingView, filterLabels } from './view.js';

/** The findings as a table, with what chooses among them. */
export function Overview({ views }: { readonly views: readonly FindingView[] }): VNode | null {
  if (views.length < 2) return null;
  const filters = filtersOf(views);
  return (
    <section class="overview" aria-labelledby="overview">
      <h2 id="overview">Overview</h2>
      <FilterForm filters={filters} views={views} />
      <table>
        <thead>
          <tr>
            <th scope="col" class="narrow">
              #
            </th>
            <th scope="col">File and host</th>
            <th scope="col">Answers</th>
            <th scope="col" class="wide">
              By
            </th>
            <th scope="col" class="wide">
              From
            </th>
            <th scope="col" class="wide">
              When
            </th>
          </tr>
        </thead>
        <tbody>
          {views.map((view) => (
            <FindingRow view={view} filters={filters} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A filter with the values that findings have. */
interface FilterValues {
  readonly name: FilterName;
  readonly values: readonly string[];
}

function filtersOf(views: readonly FindingView[]): readonly FilterValues[] {
  return (Object.keys(filterLabels) as FilterName[]).map((name) => ({
    name,
    values: [...new Set(views.flatMap(({ values }) => values[name]))].sort(),
  }));
}

function FilterForm({
  filters,
  views,
}: {
  readonly filters: readonly FilterValues[];
  readonly views: readonly FindingView[];
}): VNode {
  const most = Math.max(...views.map(({ hosts }) => hosts));
  return (
    <form class="filters" id="filters" aria-label="Choose findings">
      {filters
        .filter(({ values }) => values.length > 1)
        .map(({ name, values }) => (
          <label>
            {filterLabels[name]}
            <select name={name}>
              <option value="">all</option>
              {values.map((value, at) => (
                <option value={String(at)}>{value === '' ? '(empty)' : sanitize(value)}</option>
              ))}
            </select>
          </label>
        ))}
      {most > 1 && (
        <label>
          Hide what is alike on at least
          <span class="unit">
            <input name="alike" type="number" min="2" max={most} inputMode="numeric" /> hosts
          </span>
        </label>
      )}
      <button type="reset">Show all</button>
      <p role="status" id="shown">
        {count(views.length, 'finding')}
      </p>
    </form>
  );
}

function FindingRow({
  view,
  filters,
}: {
  readonly view: FindingView;
  readonly filters: readonly FilterValues[];
}): VNode {
  const { outline, chips, values, hosts, files } = view;
  const harmless = outline.lines.find(({ label }) => label === 'HARMLESS?');
  const { number, path, host, by, from, planted, events } = outline;
  // Numbers only: what a value is, is in the form.
  const data = Object.fromEntries(
    filters.map((filter) => [
      `data-${filter.name}`,
      values[filter.name].map((value) => filter.values.indexOf(value)).join(' '),
    ]),
  );
  return (
    <tr data-finding={number} data-hosts={hosts} {...data}>
      <th scope="row">
        <a href={`#f${number}`}>#{number}</a>
      </th>
      <td>
        <Value text={path} />
        <div class="muted">
          on <Words sentence={host} />
          {files > 1 && `; one of ${files} files that are alike`}
        </div>
      </td>
      <td>
        <Chips chips={chips} />
        {harmless !== undefined && (
          <div class="muted hints">
            Harmless? <Words sentence={harmless.text} />
          </div>
        )}
      </td>
      <td class="wide">
        <Words sentence={by} />
      </td>
      <td class="wide">
        <Words sentence={from} />
      </td>
      <td class="wide">
        <Words sentence={planted} />
        <Cited events={events.slice(0, 2)} />
      </td>
    </tr>
  );
}

export function Chips({ chips }: { readonly chips: readonly Chip[] }): VNode {
  return (
    <ul class="chips">
      {chips.map(({ kind, text }) => (
        <li class={`chip ${kind}`}>{text}</li>
      ))}
    </ul>
  );
}

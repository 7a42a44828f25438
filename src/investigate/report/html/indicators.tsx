import type { VNode } from 'preact';
import { sanitize } from '../../../report/sanitize.js';
import type { IndicatorsOutline } from '../outline.js';

/** What to block and to look for, one per line, to copy. */
export function Indicators({ groups }: { readonly groups: IndicatorsOutline }): VNode {
  return (
    <section class="groups" aria-labelledby="indicators">
      <h2 id="indicators">Indicators</h2>
      <details>
        <summary>Addresses, names and files to block and to look for</summary>
        {groups.map(({ label, values }) => (
          <>
            <h3>{label}</h3>
            <pre>{values.map((value) => sanitize(value)).join('\n')}</pre>
          </>
        ))}
      </details>
    </section>
  );
}

/** Shows the findings that the form chooses, in the table and as cards. */
export function filterFindings(document: Document): void {
  const form = document.getElementById('filters');
  if (!(form instanceof HTMLFormElement)) return;
  const rows = [...document.querySelectorAll<HTMLTableRowElement>('tr[data-finding]')];
  const status = document.getElementById('shown');
  const apply = (): void => {
    const chosen = [...form.querySelectorAll('select')].filter(({ value }) => value !== '');
    const alike = Number(form.querySelector('input')?.value || Number.POSITIVE_INFINITY);
    let shown = 0;
    for (const row of rows) {
      const isShown =
        chosen.every(({ name, value }) => (row.dataset[name] ?? '').split(' ').includes(value)) &&
        Number(row.dataset.hosts) < Math.max(2, alike);
      row.hidden = !isShown;
      const card = document.getElementById(`f${row.dataset.finding}`);
      if (card !== null) card.hidden = !isShown;
      if (isShown) shown += 1;
    }
    if (status !== null) {
      status.textContent =
        shown === rows.length ? `${rows.length} findings` : `${shown} of ${rows.length} findings`;
    }
  };
  form.addEventListener('input', apply);
  form.addEventListener('reset', () => setTimeout(apply));
  form.addEventListener('submit', (event) => event.preventDefault());
  // Browsers keep what was chosen when a page is loaded again.
  apply();
}

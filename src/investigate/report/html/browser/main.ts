import { EventDialog } from './event-dialog.js';
import { EventLists } from './event-lists.js';
import { filterFindings } from './filters.js';
import { PageData } from './page-data.js';
import { startTimelines } from './timelines.js';

// The page's own script. Without it the page still shows the findings, the pictures and all evidence.

const data = new PageData(document);
const dialog = new EventDialog(data);
filterFindings(document);
new EventLists(data).start(document);
startTimelines(document, data);

/** The number of the event that a link names; undefined for other links. */
function eventOf(link: string | null | undefined): number | undefined {
  const number = /^#e(\d+)$/.exec(link ?? '')?.[1];
  return number === undefined ? undefined : Number(number);
}

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : undefined;
  const number = eventOf(target?.closest('a[href]')?.getAttribute('href'));
  if (number === undefined || event.defaultPrevented) return;
  event.preventDefault();
  void dialog.open(number);
});

const named = eventOf(location.hash);
if (named !== undefined) void dialog.open(named);

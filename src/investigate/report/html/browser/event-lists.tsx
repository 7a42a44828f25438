import { render, type VNode } from 'preact';
import type { CaseEvent } from '../../../case.js';
import { eventLabels } from '../../event-labels.js';
import { Value } from '../text.js';
import type { PageData } from './page-data.js';

/** Events that a list adds at a time. */
const pageLength = 300;

/** The events of each host as lists, which are made when they are opened: there may be very many. */
export class EventLists {
  readonly #data: PageData;

  constructor(data: PageData) {
    this.#data = data;
  }

  start(document: Document): void {
    for (const details of document.querySelectorAll<HTMLDetailsElement>('details.events')) {
      const open = (): void => {
        if (!details.open || details.querySelector('div') !== null) return;
        const container = document.createElement('div');
        details.append(container);
        this.#show(container, this.#eventsOf(Number(details.dataset.host)), pageLength);
      };
      details.addEventListener('toggle', open);
    }
  }

  /** @param number of the host's section, from 1; 0 for hosts without one. */
  #eventsOf(number: number): readonly CaseEvent[] {
    const { events } = this.#data;
    if (number === 0) return events.filter(({ host }) => host === undefined);
    const marks = this.#data.timeline(number)?.marks ?? [];
    const host = events[(marks[0]?.[0] ?? 0) - 1]?.host;
    return events.filter((event) => event.host === host);
  }

  #show(container: HTMLElement, events: readonly CaseEvent[], length: number): void {
    render(
      <EventTable
        events={events.slice(0, length)}
        left={events.length - length}
        onMore={() => this.#show(container, events, length + pageLength)}
      />,
      container,
    );
  }
}

function EventTable({
  events,
  left,
  onMore,
}: {
  readonly events: readonly CaseEvent[];
  readonly left: number;
  onMore(): void;
}): VNode {
  return (
    <>
      <table class="event-list">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Time</th>
            <th scope="col">What</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {events.map(({ number, time, what, subject, by, user }) => (
            <tr key={number}>
              <td>
                <a href={`#e${number}`}>{number}</a>
              </td>
              <td>{time === undefined ? '' : <Value text={time} />}</td>
              <td>
                <span class="label">{eventLabels[what]}</span>{' '}
                {subject !== undefined && <Value text={subject} />}
              </td>
              <td>
                {by !== undefined && <Value text={by} />}
                {user !== undefined && (
                  <>
                    {' '}
                    (<Value text={user} />)
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <button type="button" onClick={onMore}>
          Show more: {left} left
        </button>
      )}
    </>
  );
}

import { render, type VNode } from 'preact';
import type { CaseEvent } from '../../../case.js';
import { eventLabels } from '../../event-labels.js';
import { eventQuery, type ValuesByField } from '../kql.js';
import type { RawLine } from '../raw-lines.js';
import { Pieces, Value } from '../text.js';
import { fieldsOf } from './event-fields.js';
import type { PageData } from './page-data.js';

/** Shows one event at a time: its facts, fields and raw line. */
export class EventDialog {
  readonly #data: PageData;
  readonly #element: HTMLDialogElement = document.createElement('dialog');

  constructor(data: PageData) {
    this.#data = data;
    this.#element.setAttribute('aria-labelledby', 'event-title');
    this.#element.className = 'event';
    document.body.append(this.#element);
    this.#element.addEventListener('click', ({ target }) => {
      if (target === this.#element) this.#element.close();
    });
    this.#element.addEventListener('keydown', (event) => {
      const isText = event.target instanceof HTMLTextAreaElement;
      if (isText || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === 'ArrowLeft') this.#step(-1);
      if (event.key === 'ArrowRight') this.#step(1);
    });
  }

  #number = 0;

  async open(number: number): Promise<void> {
    const event = this.#data.events[number - 1];
    if (event === undefined) return;
    this.#number = number;
    const raw = await this.#data.raw(number);
    // Another one was asked for meanwhile.
    if (this.#number !== number) return;
    const fields = fieldsOf(event, raw);
    render(
      <EventView
        key={number}
        event={event}
        host={this.#data.hostOf(event)}
        raw={raw}
        fields={fields}
        last={this.#data.events.length}
        onStep={(step) => this.#step(step)}
        onClose={() => this.#element.close()}
      />,
      this.#element,
    );
    if (!this.#element.open) this.#element.showModal();
    this.#element.scrollTop = 0;
    this.#element.querySelector('h2')?.focus();
  }

  #step(step: number): void {
    void this.open(this.#number + step);
  }
}

interface EventViewProps {
  readonly event: CaseEvent;
  readonly host: string;
  readonly raw: RawLine | undefined;
  readonly fields: ValuesByField;
  readonly last: number;
  onStep(step: number): void;
  onClose(): void;
}

function EventView({ event, host, raw, fields, last, onStep, onClose }: EventViewProps): VNode {
  const { number, time, what, subject, from, by, user, place, index, id } = event;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Time', time],
    ['Host', host],
    ['What', subject],
    ['From', from],
    ['By', by],
    ['User', user],
    ['In the input', `${place.input}:${place.line}${positionText(place)}`],
    ['At byte', String(place.byteOffset)],
    [
      'Inside',
      place.provenance && `${place.provenance.kind} at ${place.provenance.pointer || '/'}`,
    ],
    ['Index', index],
    ['Id', id],
  ];
  return (
    <>
      <div class="dialog-bar">
        <button type="button" onClick={() => onStep(-1)} disabled={number === 1}>
          Previous
        </button>
        <button type="button" onClick={() => onStep(1)} disabled={number === last}>
          Next
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      <h2 id="event-title" tabIndex={-1}>
        Event {number}: {eventLabels[what]}
      </h2>
      <dl class="facts">
        {facts.map(([label, text]) =>
          text === undefined || text === '' ? null : (
            <div>
              <dt>{label}</dt>
              <dd>
                <Value text={text} />
              </dd>
            </div>
          ),
        )}
      </dl>
      <Copied label="KQL" text={eventQuery(fields)} />
      <h3>Fields</h3>
      <table class="fields">
        <tbody>
          {[...fields].map(([name, values]) => (
            <tr>
              <th scope="row">
                <Pieces text={name} />
              </th>
              <td>
                {values.map((value) => (
                  <div>
                    <Value text={value} />
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>Raw line</h3>
      {raw === undefined ? (
        <p class="muted">The page is too large for this line; it is in the input.</p>
      ) : (
        <>
          {raw.length === 2 && <p class="muted">Only the beginning of its {raw[1]} bytes.</p>}
          <pre class="raw">
            <Pieces text={raw[0]} />
          </pre>
        </>
      )}
    </>
  );
}

function positionText({ position }: CaseEvent['place']): string {
  return position === undefined ? '' : `, document ${position}`;
}

/** Text to copy, on one line. */
function Copied({ label, text }: { readonly label: string; readonly text: string }): VNode | null {
  if (text === '') return null;
  const copy = async ({
    currentTarget,
  }: {
    readonly currentTarget: EventTarget;
  }): Promise<void> => {
    const button = currentTarget as HTMLButtonElement;
    const field = button.parentElement?.querySelector('textarea');
    const isCopied = await copyText(text, field ?? undefined);
    button.textContent = isCopied ? 'Copied' : 'Selected: copy it';
  };
  return (
    <div class="copied">
      <label>
        {label}
        <textarea readOnly rows={2} value={text} />
      </label>
      <button type="button" onClick={copy}>
        Copy as {label}
      </button>
    </div>
  );
}

/** Copies a text, or selects it where the browser does not allow that. */
async function copyText(text: string, field: HTMLTextAreaElement | undefined): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field?.select();
    return document.execCommand('copy');
  }
}

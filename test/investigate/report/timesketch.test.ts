import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { caseTimesketch } from '#dist/investigate/report/timesketch.js';
import { noLeads } from '#dist/report/leads.js';
import {
  backdoor,
  caseEvent,
  caseOf,
  fullCase,
  hostileTexts,
  writtenCase,
} from '../../report/cases.js';
import { forbiddenIn } from '../../report/forbidden.js';
import { Memory, plainContext, summaryOf } from '../../report/writers.js';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);

/** What Timesketch requires of a line, and what it takes as fields: no objects. */
const validate = ajv.compile({
  type: 'object',
  required: ['message', 'datetime', 'timestamp_desc'],
  properties: {
    message: { type: 'string', minLength: 1 },
    datetime: { type: 'string', format: 'date-time' },
    timestamp_desc: { type: 'string', minLength: 1 },
    tag: { type: 'array', items: { type: 'string' } },
  },
  additionalProperties: { type: ['string', 'integer'] },
});

function eventsOf(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the timeline for Timesketch', () => {
  it('has a line for each event that Timesketch can import', async () => {
    const events = eventsOf(await writtenCase(caseTimesketch, backdoor));
    expect(events).toHaveLength(backdoor.events.length);
    for (const event of events) {
      validate(event);
      expect(validate.errors).toBeNull();
    }
    expect(events[2]).toEqual({
      message:
        "created /etc/init.d/netd, by /dev/shm/.x (/dev/shm/.x -c 'cat > /etc/init.d/netd'), user root",
      datetime: '2026-03-02T04:11:03.000+00:00',
      timestamp_desc: 'Event Time',
      data_type: 'initd-scan:case:file-created',
      case_event: 3,
      hostname: 'web-01',
      username: 'root',
      subject: '/etc/init.d/netd',
      by: "/dev/shm/.x (/dev/shm/.x -c 'cat > /etc/init.d/netd')",
      planted_file: '/etc/init.d/netd',
      tag: ['planted-init-script'],
      input: 'logs/a.ndjson',
      line: 3,
    });
  });

  it.each([
    ['2026-03-02T11:02:18.0002007Z', '2026-03-02T11:02:18.000200+00:00'],
    ['2026-03-02T11:02:18Z', '2026-03-02T11:02:18+00:00'],
    ['2026-03-02T12:02:18+01:00', '2026-03-02T11:02:18.000+00:00'],
    ['1772449338000', '2026-03-02T11:02:18.000+00:00'],
  ])('has the time %s as %s', async (time, datetime) => {
    const found = caseOf({ events: [caseEvent(1, { time })] });
    expect(eventsOf(await writtenCase(caseTimesketch, found))[0]?.datetime).toBe(datetime);
  });

  it('leaves out events without a valid time, and says so', async () => {
    const { time: _, ...untimed } = caseEvent(2);
    const found = caseOf({
      events: [caseEvent(1), untimed, caseEvent(3, { time: 'yesterday' })],
    });
    const memory = new Memory();
    const reporter = caseTimesketch(memory, plainContext);
    await reporter.finish(found, summaryOf(), noLeads);
    expect(eventsOf(memory.text)).toHaveLength(1);
    expect(reporter.remarks?.()).toEqual([
      'the timesketch report leaves out 2 events without a valid time',
    ]);
  });

  it.each(hostileTexts)('keeps %j on one line that controls nothing', async (text) => {
    const time = '2026-03-02T04:11:03Z';
    const written = await writtenCase(
      caseTimesketch,
      fullCase((member) => (member === 'time' ? time : text)),
    );
    expect(forbiddenIn(written, { newlines: true })).toEqual([]);
    const events = eventsOf(written);
    expect(events.length).toBeGreaterThan(10);
    for (const event of events) {
      validate(event);
      expect(validate.errors).toBeNull();
      expect(event.subject).toBe(text);
    }
  });
});

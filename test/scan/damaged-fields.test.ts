import { describe, expect, it } from 'vitest';
import { evaluate } from '#dist/rule/evaluate.js';
import { systemVInitScript13 } from '#dist/rule/system-v-init-script.js';
import { DamagedFields } from '#dist/scan/damaged-fields.js';

const fields = new DamagedFields(systemVInitScript13);

/** The name of the damaged field of an init script's event that has other values. */
function damaged(values: Record<string, string | string[]>): string | undefined {
  const event = {
    'event.category': 'file',
    'event.action': 'creation',
    'host.os.type': 'linux',
    'file.path': '/etc/init.d/netd',
    ...values,
  };
  return fields.fieldOf(event, evaluate(systemVInitScript13.clauses, event))?.name;
}

describe('a value that an exporter changed is found', () => {
  it.each([
    '["file"]',
    ' file',
    'file\n',
    'file,session',
    'file; x',
    'FILE',
    "u'file'",
    'file…',
    '',
  ])('in a category: %j', (value) => {
    expect(damaged({ 'event.category': value })).toBe('event.category');
  });

  it.each(['-', 'N/A', 'null', 'None', 'nan', 'Linux'])('in an operating system: %j', (value) => {
    expect(damaged({ 'host.os.type': value })).toBe('host.os.type');
  });

  it('in a path', () => {
    expect(damaged({ 'file.path': '["/etc/init.d/netd"]' })).toBe('file.path');
  });
});

describe('other values are none', () => {
  it.each([
    { 'event.action': 'deletion' },
    { 'event.category': 'process' },
    { 'host.os.type': 'windows' },
    { 'event.action': 'file_create_event' },
    { 'event.category': ['file', 'intrusion detection'] },
    { 'event.action': 'File created', 'file.path': '/etc/hosts' },
  ])('%j', (values) => {
    expect(damaged(values)).toBeUndefined();
  });
});

import type { EventKind } from '../case.js';
import type { Labels } from './sentence.js';

/** What happened, in a word or two. */
export const eventLabels: Labels<EventKind> = {
  'file-created': 'created',
  'file-renamed': 'moved',
  'file-changed': 'modified',
  'file-deleted': 'removed',
  'process-started': 'started',
  'process-forked': 'forked',
  'process-ended': 'ended',
  'process-running': 'running',
  'connection-out': 'connected to',
  'connection-in': 'connected from',
  'connection-closed': 'disconnected',
  dns: 'DNS',
  alert: 'ALERT',
  other: 'other',
};

import type { Contradiction } from '../harmlessness.js';

/** What a session did that an attacker does. */
export function deedWords({ deed }: Pick<Contradiction, 'deed'>): string {
  switch (deed) {
    case 'alert':
      return 'set off an alert';
    case 'authorized-keys':
      return 'added SSH keys';
    case 'ld-so-preload':
      return 'preloaded a library';
    case 'file-deleted':
      return 'removed traces';
    case 'moved-program':
      return 'replaced system programs';
    case 'service':
      return 'enabled other services';
    case undefined:
      return 'set off an alert, hid traces or made another way in';
    default:
      return 'set up other persistence';
  }
}

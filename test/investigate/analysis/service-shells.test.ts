import { describe, expect, it } from 'vitest';
import { withServiceShells } from '#dist/investigate/analysis/service-shells.js';
import type { ChainLink } from '#dist/investigate/case.js';

function link(executable: string, user = 'root'): ChainLink {
  return { role: 'ancestor', known: 'own', executable, user, odd: [], events: [1] };
}

function isOdd(parent: ChainLink, shell = '/usr/bin/dash'): boolean {
  return withServiceShells([link(shell), parent])[0]?.odd.includes('shell-of-service') ?? false;
}

describe('a shell', () => {
  it.each([
    link('/usr/sbin/php-fpm8.2', 'www-data'),
    link('/usr/sbin/nginx'),
    link('/usr/lib/postgresql/15/bin/postgres', 'postgres'),
    link('/usr/lib/jvm/java-17/bin/java', 'tomcat'),
  ])('of $executable ($user) is unusual', (parent) => {
    expect(isOdd(parent)).toBe(true);
  });

  it.each([
    link('/usr/sbin/cron', 'www-data'),
    link('/usr/sbin/sshd'),
    link('/usr/bin/bash', 'www-data'),
    link('/usr/lib/jvm/java-17/bin/java', 'alice'),
  ])('of $executable ($user) is not', (parent) => {
    expect(isOdd(parent)).toBe(false);
  });

  it('is what is unusual: other programs of a service are not', () => {
    expect(isOdd(link('/usr/sbin/nginx'), '/usr/bin/id')).toBe(false);
  });
});

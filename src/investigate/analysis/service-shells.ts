import path from 'node:path';
import type { ChainLink } from '../case.js';

/** Programs that answer requests from a network, with or without a version. */
const services =
  /^(?:apache2?|beam\.smp|caddy|catalina\.sh|clickhouse-server|couchdb|dovecot|exim4?|gunicorn|haproxy|httpd|jsvc|lighttpd|mariadbd|memcached|mongod|mysqld|named|nginx|node_exporter|php-cgi|php-fpm|postgres|proftpd|redis-server|smbd|squid|tomcat|uwsgi|vsftpd)[\d.]*$/;

/** Accounts under which such programs run, and nobody logs in. */
const serviceUsers =
  /^(?:apache|http|httpd|jenkins|mongodb|mysql|nginx|php|php-fpm|postgres|redis|solr|tomcat\d*|weblogic|wildfly|www|www-data)$/;

const shells = /^(?:ash|bash|busybox|dash|fish|ksh|mksh|rbash|sh|zsh)[\d.]*$/;

/** Programs that start shells for these accounts as a matter of course. */
const starters = /^(?:anacron|atd|cron|crond|login|runuser|sshd|su|sudo|systemd)$/;

/** Whether a program answers requests from a network, by its name. */
export function isService(name: string): boolean {
  return services.test(name);
}

/** Marks the shells of a chain that a network service started, or another program under the account of one. */
export function withServiceShells<Reference>(
  links: readonly ChainLink<Reference>[],
): readonly ChainLink<Reference>[] {
  return links.map((link, at) =>
    isServiceShell(link, links[at + 1])
      ? { ...link, odd: [...link.odd, 'shell-of-service'] }
      : link,
  );
}

function isServiceShell(link: ChainLink<unknown>, parent: ChainLink<unknown> | undefined): boolean {
  if (!shells.test(programOf(link)) || parent === undefined) return false;
  const started = programOf(parent);
  if (isService(started)) return true;
  const isByService = serviceUsers.test(parent.user ?? '');
  return isByService && started !== '' && !shells.test(started) && !starters.test(started);
}

function programOf({ executable, name = '' }: ChainLink<unknown>): string {
  return path.posix.basename(executable ?? name);
}

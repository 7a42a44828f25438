import path from 'node:path';

/** The service that systemd generates for a script: its file name without `.sh`. */
export function serviceOf(file: string): string {
  return path.posix.basename(file).replace(/\.sh$/, '');
}

/** The unit that systemd generates for a script, or to which a service's name in a command refers. */
export function unitOf(file: string): string {
  return unitNameOf(serviceOf(file));
}

/**
 * The name of a service's unit. Characters that unit names cannot contain are escaped, including wildcards, which
 * systemctl and journalctl would expand. A name that ends like a unit's remains as it is.
 *
 * Source: systemd, unit_name_mangle.
 */
export function unitNameOf(service: string): string {
  const mangled = service
    .replace(/[^0-9A-Za-z:_.\\@/-]+/g, (text) =>
      Buffer.from(text).toString('hex').replace(/../g, '\\x$&'),
    )
    .replaceAll('/', '-');
  return unitSuffix.test(mangled) ? mangled : `${mangled}.service`;
}

/** Source: systemd.unit(5). */
const unitSuffix =
  /.\.(?:automount|device|mount|path|scope|service|slice|socket|swap|target|timer)$/s;

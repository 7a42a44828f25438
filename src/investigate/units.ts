import path from 'node:path';

/** The service that systemd makes of a script: its name, without an ending `.sh`. */
export function serviceOf(file: string): string {
  return path.posix.basename(file).replace(/\.sh$/, '');
}

/** The unit that systemd makes of a script, or that a command means by a service's name. */
export function unitOf(file: string): string {
  return unitNameOf(serviceOf(file));
}

/**
 * The unit's name for a service: what no unit's name can hold is written as the codes of its bytes, and so it is no
 * pattern either, which systemctl and journalctl would take. A name that is a unit's already stays as it is.
 *
 * Source: systemd, unit_name_mangle.
 */
export function unitNameOf(service: string): string {
  const mangled = service
    .replace(/[^0-9A-Za-z:_.\\@/-]+/g, (text) =>
      Buffer.from(text).toString('hex').replace(/../g, '\\x$&'),
    )
    .replaceAll('/', '-');
  return unitEnding.test(mangled) ? mangled : `${mangled}.service`;
}

/** Source: systemd.unit(5). */
const unitEnding =
  /.\.(?:automount|device|mount|path|scope|service|slice|socket|swap|target|timer)$/s;

// Events of a log, as objects with dotted fields.

export type Fields = Readonly<Record<string, unknown>>;

/** An event of one host, some seconds after a fixed time. */
export function event(seconds: number, fields: Fields): object {
  return {
    '@timestamp': new Date(1_770_000_000_000 + seconds * 1000).toISOString(),
    'host.id': 'h1',
    'host.name': 'web-01',
    'host.os.type': 'linux',
    ...fields,
  };
}

/** The start of a program, named by its first argument. */
export function exec(seconds: number, args: readonly string[], fields: Fields): object {
  return event(seconds, {
    'event.category': ['process'],
    'event.action': 'exec',
    'process.executable': args[0]?.startsWith('/') ? args[0] : `/usr/bin/${args[0]}`,
    'process.args': args,
    ...fields,
  });
}

/** A process of an SSH session. */
export function overSsh(
  id: string,
  parent: string,
  { leader, address }: { readonly leader: string; readonly address: string },
): Fields {
  return {
    'process.entity_id': id,
    'process.parent.entity_id': parent,
    'process.entry_leader.entity_id': leader,
    'process.entry_leader.entry_meta.type': 'sshd',
    'process.entry_leader.entry_meta.source.ip': address,
  };
}

/** A file that is created. */
export function create(seconds: number, path: string, fields: Fields): object {
  return event(seconds, {
    'event.category': ['file'],
    'event.action': 'creation',
    'file.path': path,
    'process.executable': '/usr/bin/tee',
    ...fields,
  });
}

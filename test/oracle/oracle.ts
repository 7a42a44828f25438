/**
 * A second implementation of the rule, to compare the product with: slow, obvious, and independent of `src/rule`. Every
 * table is a copy made by hand, and fields are read by flattening the whole document.
 */

/** The verdict of the rule on an event, clause by clause. */
export interface OracleVerdict {
  readonly match: boolean;
  /** The required clauses, from 1 to 4, that do not hold, in ascending order. */
  readonly failed: readonly number[];
  /** The exclusions, from a to i, that hold, in alphabetical order. */
  readonly excluded: readonly string[];
}

/** The letters of the exclusions, in the rule's order. */
export const letters = 'abcdefghi';

const installers = `
  /bin/dpkg /usr/bin/dpkg
  /bin/dockerd /usr/bin/dockerd /usr/sbin/dockerd
  /bin/microdnf /usr/bin/microdnf
  /bin/rpm /usr/bin/rpm
  /bin/snapd /usr/bin/snapd
  /bin/yum /usr/bin/yum
  /bin/dnf /usr/bin/dnf
  /bin/podman /usr/bin/podman
  /bin/dnf-automatic /usr/bin/dnf-automatic
  /bin/pacman /usr/bin/pacman
  /usr/bin/dpkg-divert /bin/dpkg-divert
  /sbin/apk /usr/sbin/apk /usr/local/sbin/apk
  /usr/bin/apt
  /usr/sbin/pacman
  /bin/podman /usr/bin/podman
  /usr/bin/puppet /bin/puppet /opt/puppetlabs/puppet/bin/puppet
  /usr/bin/chef-client /bin/chef-client
  /bin/autossl_check /usr/bin/autossl_check
  /proc/self/exe
  /dev/fd/*
  /usr/bin/pamac-daemon /bin/pamac-daemon
  /usr/lib/snapd/snapd
  /usr/local/bin/dockerd
`
  .trim()
  .split(/\s+/);

/** An entry of an exclusion's list; null for f, which has no list. */
export interface Removal {
  readonly letter: string;
  readonly entry: string | null;
}

/** Judges an event by all clauses; if `removed` is given, as if that entry were not in its list. */
export function oracle(event: unknown, removed?: Removal): OracleVerdict {
  const list = (letter: string, ...entries: string[]) => {
    const at = removed?.letter === letter ? entries.indexOf(removed.entry ?? '') : -1;
    return at < 0 ? entries : entries.toSpliced(at, 1);
  };
  const fields = flatten(event);
  const has = (name: string, ...values: string[]) =>
    values.some((value) => (fields.get(name) ?? []).includes(value));
  const matches = (name: string, ...patterns: string[]) =>
    patterns.some((pattern) => (fields.get(name) ?? []).some((value) => glob(pattern, value)));
  const matchesAnyCase = (name: string, ...patterns: string[]) =>
    patterns.some((pattern) =>
      (fields.get(name) ?? []).some((value) => glob(lower(pattern), lower(value))),
    );

  const required = [
    has('event.category', 'file'),
    has('host.os.type', 'linux'),
    has('event.action', 'creation', 'file_create_event', 'rename', 'file_rename_event'),
    matchesAnyCase('file.path', '/etc/init.d/*'),
  ];
  const exclusions: Record<string, boolean> = {
    a: has('process.executable', ...list('a', ...installers)),
    b: has('file.extension', ...list('b', 'swp', 'swpx', 'swx', 'dpkg-remove')),
    c: matches('file.path', ...list('c', '/etc/init.d/*beat*', '/etc/init.d/elastic-agent*')),
    d: matches(
      'process.executable',
      ...list(
        'd',
        '/nix/store/*',
        '/var/lib/dpkg/*',
        '/snap/*',
        '/dev/fd/*',
        '/usr/lib/virtualbox/*',
      ),
    ),
    e: has('process.name', ...list('e', 'docker-init', 'jumpcloud-agent', 'crio')),
    f: !fields.has('process.executable') && removed?.letter !== 'f',
    g:
      has('process.name', ...list('g', 'ln')) &&
      matchesAnyCase('file.path', ...list('g', '/etc/init.d/rc*.d/*')),
    h:
      has('process.name', ...list('h', 'sed')) && matchesAnyCase('file.name', ...list('h', 'sed*')),
    i:
      has('process.name', ...list('i', 'perl')) &&
      matchesAnyCase('file.name', ...list('i', 'e2scrub_all.tmp*')),
  };

  const failed = [1, 2, 3, 4].filter((_, at) => required[at] === false);
  const excluded = Array.from(letters).filter((letter) => exclusions[letter]);
  return { match: failed.length === 0 && excluded.length === 0, failed, excluded };
}

/** All values of a document, by their full dotted names. Names without a value have no entry. */
export function flatten(document: unknown): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  const open: { name: string | undefined; node: unknown }[] = [{ name: undefined, node: document }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name, node } = next;
    if (node === null || node === undefined) continue;
    if (Array.isArray(node)) {
      for (const element of node) open.push({ name, node: element });
    } else if (typeof node === 'object') {
      for (const [key, child] of Object.entries(node)) {
        open.push({ name: name === undefined ? key : `${name}.${key}`, node: child });
      }
    } else if (name !== undefined) {
      fields.set(name, [...(fields.get(name) ?? []), `${node}`]);
    }
  }
  return fields;
}

/** Whether a value matches a wildcard pattern: tracks every position in the pattern that the value can have led to. */
export function glob(pattern: string, value: string): boolean {
  const characters = Array.from(pattern);
  let positions = skipStars(characters, new Set([0]));
  for (const character of Array.from(value)) {
    const following = new Set<number>();
    for (const position of positions) {
      if (characters[position] === '*') following.add(position);
      else if (characters[position] === '?' || characters[position] === character)
        following.add(position + 1);
    }
    positions = skipStars(characters, following);
  }
  return positions.has(characters.length);
}

/** A `*` may match nothing: if one is reached, so is the position after it. */
function skipStars(characters: readonly string[], positions: Set<number>): Set<number> {
  for (const position of positions) if (characters[position] === '*') positions.add(position + 1);
  return positions;
}

/** ASCII only: neither the Kelvin sign nor the long s has a lower case here. */
export function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

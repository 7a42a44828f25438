/** A directory of init scripts that is not the one that the rule looks under. */
export interface OtherDirectory {
  readonly kind: 'red-hat-path' | 'other-root';
  /** The path that the same file would have under /etc/init.d/. */
  readonly equivalent: string;
}

/** Directories with files of packages and sources, which have paths like those of init scripts as a matter of course. */
const sources = /^\/(?:usr|opt|home)\//;

/** The directories under which container engines unpack images. */
const imageStores =
  /^(?:\/var\/lib\/(?:docker|containerd|containers|rancher|k0s|kubelet|buildkit|buildkitd)|\/run\/(?:containerd|k3s))\//;

/** The programs that unpack images. Those in the rule's allowlist are excluded anyway. */
const imageUnpackers: ReadonlySet<string> = new Set([
  'buildah',
  'buildkitd',
  'containerd',
  'containerd-shim-runc-v2',
  'crio',
  'dockerd',
  'k3s',
  'podman',
  'skopeo',
]);

/** Directories of system programs. */
const programDirectory = /^\/(?:usr\/)?(?:local\/)?s?bin\/([^/]+)$/;

/**
 * The directory of init scripts that a path is in, if it is not /etc/init.d/ as the rule compares it.
 *
 * - On Red Hat and its relatives, /etc/init.d is a symbolic link to rc.d/init.d, and sensors resolve links.
 * - Another root is that of a container, a mounted disk or a snapshot; `./` begins a path whose root was not reached.
 */
export function otherInitDirectory(path: string): OtherDirectory | undefined {
  if (!/init\.d/i.test(path)) return undefined;
  const found = /^(|\.|\/.*?)\/etc\/(rc\.d\/)?init\.d(\/.+|)$/is.exec(path);
  if (found === null) return undefined;
  const [, root = '', redHat, rest = ''] = found;
  if (sources.test(path)) return undefined;
  // The directory itself counts as what the rule would see of it: anything under it.
  const equivalent = `/etc/init.d${rest === '' ? '/' : rest}`;
  return root === '' && redHat !== undefined && rest !== ''
    ? { kind: 'red-hat-path', equivalent }
    : { kind: 'other-root', equivalent };
}

/** The path of a directory of init scripts, under any root, or relative. */
const directoryPath = /^(?:(?:|\.|\/.*?)\/etc\/|(?:\.\.\/)*(?:etc\/)?)(?:rc\.d\/)?init\.d\/*$/is;

/** The path of a script relative to a directory that is not known. */
const relativePath = /^(?:\.\.\/)*(?:etc\/)?(?:rc\.d\/)?init\.d\/(.+)$/is;

/** Whether a path, absolute or relative, is that of a directory of init scripts itself. */
export function isInitDirectory(path: string): boolean {
  return directoryPath.test(path);
}

/**
 * The path under /etc/init.d/ of a script in any directory of init scripts, so that it can be compared; undefined if the
 * path is not in one. A relative path must name the directory.
 */
export function scriptPath(path: string): string | undefined {
  if (isInitDirectory(path)) return sources.test(path) ? undefined : '/etc/init.d/';
  const here = /^\/etc\/init\.d\/(.+)$/is.exec(path) ?? relativePath.exec(path);
  if (here !== null) return `/etc/init.d/${here[1]}`;
  return otherInitDirectory(path)?.equivalent;
}

/** Stands for scripts whose names a command does not show: a wildcard or a variable. */
export const unnamedScript = '/etc/init.d/*';

/** The script that a link in a directory of a runlevel starts; undefined if the path is not one of such a link. */
export function scriptOfStartLink(path: string): string | undefined {
  const name = /^\/etc\/(?:rc\.d\/)?rc[2-5S]\.d\/S\d\d([^/]+)$/s.exec(path)?.[1];
  return name === undefined ? undefined : `/etc/init.d/${name}`;
}

/** The path by which Docker runs itself again, to unpack layers. */
const itself = '/proc/self/exe';

/** Whether a program of a container engine writes into the place where it unpacks images. */
export function unpacksImage(executable: string | undefined, path: string): boolean {
  const name = programDirectory.exec(executable ?? '')?.[1] ?? '';
  return imageStores.test(path) && (imageUnpackers.has(name) || executable === itself);
}

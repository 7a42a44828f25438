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
  const found = /^(|\.|\/.*?)\/etc\/(rc\.d\/)?init\.d(\/.+|)$/is.exec(path);
  if (found === null) return undefined;
  const [, root = '', redHat, rest = ''] = found;
  if (sources.test(path)) return undefined;
  const equivalent = `/etc/init.d${rest}`;
  const isHere = root === '' && path.startsWith('/etc/');
  return isHere && redHat !== undefined && rest !== ''
    ? { kind: 'red-hat-path', equivalent }
    : { kind: 'other-root', equivalent };
}

/** Whether a program of a container engine writes into the place where it unpacks images. */
export function unpacksImage(executable: string | undefined, path: string): boolean {
  const name = programDirectory.exec(executable ?? '')?.[1];
  return name !== undefined && imageUnpackers.has(name) && imageStores.test(path);
}

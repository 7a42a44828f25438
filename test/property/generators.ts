import fc from 'fast-check';
import { detectFormat } from '#dist/input/sniff.js';
import type { JsonObject, JsonValue } from '#dist/json/value.js';

/**
 * The seed for all random values in the tests. A failing property prints the seed and the path to its counterexample; to
 * try another seed, run `INITD_SCAN_SEED=… npx vitest run test/property`.
 */
export const seed: number = Number(process.env.INITD_SCAN_SEED ?? 474);

/** The fields that a rule reads, each with values that satisfy its clauses and values that nearly or do not. */
type Pools = Readonly<
  Record<string, { readonly usual: readonly JsonValue[]; readonly odd: readonly JsonValue[] }>
>;

const defaultPools: Pools = {
  'event.category': {
    usual: ['file'],
    odd: ['File', 'FILE', 'files', 'fil', ' file', 'process', 'network', 'file\n', 'ﬁle'],
  },
  'host.os.type': {
    usual: ['linux'],
    odd: ['Linux', 'LINUX', 'linux ', 'macos', 'windows', 'unix', 'lınux', 'linu'],
  },
  'event.action': {
    usual: ['creation', 'creation', 'rename', 'file_create_event', 'file_rename_event'],
    odd: [
      'Creation',
      'deletion',
      'overwrite',
      'modification',
      'file_*_event',
      'rename ',
      'creatio',
    ],
  },
  'file.path': {
    usual: [
      '/etc/init.d/sshd-helper',
      '/etc/init.d/sshd-helper',
      '/etc/init.d/',
      '/etc/init.d/.hidden',
      '/ETC/init.d/a/b/c',
      '/etc/INIT.D/x.sh',
      '/etc/init.d/new\nline',
      '/etc/init.d/[x]{y}!#_%.\\',
      '/etc/init.d/*?',
      '/etc/init.d/\u{1f600}',
      '/etc/init.d/\ud800',
      '/etc/init.d/BEATS',
      '/etc/init.d/Elastic-Agent',
      '/etc/init.d/elastic-agen',
    ],
    odd: [
      '/etc/init.d',
      '/etc/init.d\\x',
      '/etc/initXd/x',
      ' /etc/init.d/x',
      '/mnt/etc/init.d/x',
      '/etc/İnit.d/x',
      '/etc/rc.d/init.d/x',
      'etc/init.d/x',
      '/var/log/syslog',
      '/etc/init.d/filebeat',
      '/etc/init.d/x/beat/y',
      '/etc/init.d/beat',
      '/etc/init.d/elastic-agent',
      '/etc/init.d/elastic-agent.service',
      '/ETC/init.d/filebeat',
      '/etc/init.d/rc3.d/S20x',
      '/etc/init.d/RC.D/',
      '/etc/init.d/rc3.d',
    ],
  },
  'file.name': {
    usual: ['sshd-helper', 'x.sh', '.hidden'],
    odd: [
      'sedA1b2',
      'SEDx',
      'sed',
      'se',
      'ſed',
      'e2scrub_all.tmp',
      'E2SCRUB_ALL.TMPx',
      'e2scrub_all',
    ],
  },
  'file.extension': {
    usual: ['sh', 'bak', 'SWP', 'swpy', 'dpkg-new', ''],
    odd: ['swp', 'swpx', 'swx', 'dpkg-remove'],
  },
  'process.name': {
    usual: ['sh', 'bash', 'cp', 'curl', 'LN', 'Sed', 'perl5', 'docker'],
    odd: [
      'ln',
      'ln',
      'sed',
      'sed',
      'perl',
      'perl',
      'docker-init',
      'jumpcloud-agent',
      'crio',
      'cri?',
    ],
  },
  'process.executable': {
    usual: ['/usr/bin/bash', '/usr/bin/dash', '/tmp/.x/run', '/usr/bin/DPKG', '/bin/dpkg ', ''],
    odd: [
      '/usr/bin/dpkg',
      '/bin/podman',
      '/proc/self/exe',
      '/usr/local/sbin/apk',
      '/dev/fd/*',
      '/dev/fd/3',
      '/dev/fd/',
      '/dev/fd',
      '/DEV/fd/3',
      '/nix/store/',
      '/nix/store/abc/bin/sh',
      '/nix/Store/abc',
      '/var/lib/dpkg/info/x.postinst',
      '/snap/core/1/bin/x',
      '/usr/lib/virtualbox/VBoxManage',
      '/usr/lib/snapd/snapd',
    ],
  },
};

/** What other revisions of the rule tell apart. */
const otherPools: Pools = {
  'file.path': {
    usual: ['/etc/init/x.conf', '/etc/init', '/etc/inittab', '/etc/inittab.new', '/ETC/init/x'],
    odd: [
      ...['/etc/init/', '/etc/ini', '/etc/initta', '/etc/init.conf', '/ETC/inittab', '/etc/Init'],
      ...['/etc/init.d/unified-monitoring-agent', '/etc/init.d/vmware-tools', '/etc/init/filebeat'],
    ],
  },
  'file.extension': { usual: ['DPKG-NEW'], odd: ['dpkg-new'] },
  'file.Ext.original.name': {
    usual: ['x.sh', 'dpkg-new', 'x.DPKG-NEW', ''],
    odd: ['.dpkg-new', 'x.dpkg-new', 'a/b.dpkg-new'],
  },
  'process.name': {
    usual: ['installer', 'platform-python3', './vmware-install'],
    odd: [
      ...['install', 'executor', 'univention-config-registry', 'dockerd-entrypoint.sh'],
      ...['platform-python*', 'ssm-agent-worker', 'cp', 'cp', './vmware-install.pl'],
    ],
  },
  'process.executable': {
    usual: ['/usr/bin/install', '/var/lib/docker/overlay2/a/dockerd', 'usr/bin/podman'],
    odd: [
      ...['/opt/puppetlabs/puppet/bin/ruby', './envbuilder/bin/envbuilder', './usr/bin/podman'],
      ...['/usr/lib/systemd/systemd', '/usr/bin/buildah', '/usr/bin/dnf5', '/usr/sbin/yum-cron'],
      ...['/var/lib/docker/overlay2/a/dockerd ', '/var/lib/containers/storage/overlay/a/b/dockerd'],
      ...[
        '/NIX/store/x',
        '/Snap/x',
        '/dev/.buildkit_qemu_emulator',
        '/usr/lib/nvidia/post-install',
      ],
    ],
  },
};

/** The fields that any revision of the rule reads. */
const allPools: Pools = Object.fromEntries(
  [...new Set([...Object.keys(defaultPools), ...Object.keys(otherPools)])].map((name) => {
    const pools = [defaultPools[name], otherPools[name]].filter((pool) => pool !== undefined);
    return [
      name,
      { usual: pools.flatMap(({ usual }) => usual), odd: pools.flatMap(({ odd }) => odd) },
    ];
  }),
);

/** How likely fields of the rule are to be missing: `file.extension` nearly always is. */
const missing: Record<string, number> = {
  'file.extension': 60,
  'file.Ext.original.name': 60,
  'file.name': 12,
  'process.name': 8,
};

const noValue: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>(null, [], [null], [[]], {}, [
  {},
]);

const wrongType: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(true, false, 0, -1, 1.5, 1e21, 22),
  fc.constantFrom<JsonValue>(
    { value: '/etc/init.d/x' },
    { '': 'file' },
    [[['file']]],
    [{ '': 'linux' }],
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

/** The contents of a field; undefined if it is missing. */
function contents(name: string, pools: Pools): fc.Arbitrary<JsonValue | undefined> {
  const { usual, odd } = pools[name] ?? { usual: [], odd: [] };
  const ordinary = fc.constantFrom(...usual);
  const any = fc.oneof(
    { weight: 6, arbitrary: ordinary },
    { weight: 3, arbitrary: fc.constantFrom(...odd) },
    { weight: 1, arbitrary: fc.oneof(noValue, wrongType) },
  );
  return fc.oneof(
    { weight: 60, arbitrary: ordinary },
    { weight: 12, arbitrary: ordinary.map((value) => [value]) },
    { weight: 12, arbitrary: fc.constantFrom(...odd) },
    { weight: 10, arbitrary: fc.array(any, { minLength: 1, maxLength: 3 }) },
    { weight: 2, arbitrary: noValue },
    { weight: 1, arbitrary: wrongType },
    { weight: missing[name] ?? 3, arbitrary: fc.constant(undefined) },
  );
}

/** The keys of a spelling of a field: `['host.os', 'type']` is one of four for host.os.type. */
function spelling(name: string): fc.Arbitrary<readonly string[]> {
  const parts = name.split('.');
  const nested = fc.constant(parts);
  const mixed = fc
    .array(fc.boolean(), { minLength: parts.length - 1, maxLength: parts.length - 1 })
    .map((joins) => group(parts, joins));
  return fc.oneof({ weight: 4, arbitrary: nested }, { weight: 3, arbitrary: mixed });
}

function group(parts: readonly string[], joins: readonly boolean[]): readonly string[] {
  const keys: string[] = [];
  parts.forEach((part, at) => {
    const previous = at > 0 && joins[at - 1] ? keys.pop() : undefined;
    keys.push(previous === undefined ? part : `${previous}.${part}`);
  });
  return keys;
}

interface Placement {
  readonly keys: readonly string[];
  readonly value: JsonValue;
  /** Whether the objects in between become arrays of objects. */
  readonly inArray: boolean;
}

function placements(name: string, pools: Pools): fc.Arbitrary<readonly Placement[]> {
  const one: fc.Arbitrary<readonly Placement[]> = fc
    .tuple(contents(name, pools), spelling(name), fc.nat({ max: 11 }))
    .map(([value, keys, dice]) =>
      value === undefined ? [] : [{ keys, value, inArray: dice === 0 }],
    );
  const two = fc.tuple(one, one).map(([first, second]) => [...first, ...second]);
  return fc.oneof({ weight: 12, arbitrary: one }, { weight: 1, arbitrary: two });
}

/** Keys that have nothing to do with the rule, or only seem to. */
const extras: fc.Arbitrary<readonly Placement[]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant([]) },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.tuple(
          fc.constantFrom<readonly string[]>(
            ['@timestamp'],
            ['message'],
            ['file', 'Ext', 'original', 'path'],
            ['file', 'size'],
            ['file.path.text'],
            ['process', 'parent', 'executable'],
            ['process', 'Ext', 'ancestry'],
            ['host', 'os', 'name'],
            ['host', 'os.kernel'],
            ['event', 'type'],
            ['__proto__', 'file', 'path'],
            ['__proto__'],
            ['constructor', 'name'],
            ['toString'],
            ['file', '__proto__', 'path'],
            ['', 'file.path'],
            ['FILE', 'path'],
            ['file..path'],
            ['error', 'message'],
            ['fields', 'file.path'],
          ),
          fc.oneof(
            fc.constantFrom<JsonValue>('/etc/init.d/x', '/usr/bin/dpkg', 'file', 'linux', 0, null),
            fc.string({ unit: 'binary', maxLength: 6 }),
          ),
        ),
        { maxLength: 3 },
      )
      .map((list) => list.map(([keys, value]) => ({ keys, value, inArray: false }))),
  },
);

/** Pairs of values for the rule's last three clauses, which would rarely occur together by chance. */
const pairs: fc.Arbitrary<readonly Placement[]> = fc.oneof(
  { weight: 9, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<readonly [string, string, string]>(
        ['ln', 'file.path', '/etc/init.d/rc3.d/S20x'],
        ['ln', 'file.path', '/ETC/INIT.D/RC.D/'],
        ['ln', 'file.path', '/etc/init.d/rc3.d'],
        ['sed', 'file.name', 'sedA1b2'],
        ['sed', 'file.name', 'SED'],
        ['perl', 'file.name', 'e2scrub_all.tmp1'],
        ['perl', 'file.name', 'E2SCRUB_ALL.TMP'],
        ['cp', 'file.path', '/etc/init.d/unified-monitoring-agent'],
        ['./vmware-install.pl', 'file.path', '/etc/init.d/vmware-tools'],
      )
      .map(([process, field, value]) => [
        { keys: ['process', 'name'], value: process, inArray: false },
        { keys: field.split('.'), value, inArray: false },
      ]),
  },
);

/**
 * Events as a scan may read them: mostly like those of Elastic Defend, with near misses, arrays, any spelling of names,
 * wrong types and hostile keys. About a quarter of them match the rule.
 */
export const events: fc.Arbitrary<JsonObject> = eventsOf(defaultPools);

/** Such events with values that any revision of the rule tells apart. */
export const eventsForAllRevisions: fc.Arbitrary<JsonObject> = eventsOf(allPools);

function eventsOf(pools: Pools): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(pairs, ...Object.keys(pools).map((name) => placements(name, pools)), extras)
    .map((groups) => {
      const document: Node = {};
      for (const placement of groups.flat()) place(document, placement);
      return document;
    });
}

interface Node {
  [key: string]: JsonValue | Node | (JsonValue | Node)[];
}

/** Puts a value under its keys. A value that is already there is kept next to it in an array. */
function place(document: Node, { keys, value, inArray }: Placement): void {
  let node = document;
  keys.forEach((key, depth) => {
    const present = Object.hasOwn(node, key) ? node[key] : undefined;
    if (depth === keys.length - 1) {
      define(node, key, present === undefined ? value : [present, value]);
    } else if (isNode(present) && !inArray) {
      node = present;
    } else {
      const child: Node = {};
      define(node, key, present === undefined && !inArray ? child : [present ?? null, child]);
      node = child;
    }
  });
}

/** Unlike an assignment, makes `__proto__` a key like any other, as JSON.parse does. */
function define(node: Node, key: string, value: Node[string] | (Node[string] | Node)[]): void {
  Object.defineProperty(node, key, { value, enumerable: true, writable: true, configurable: true });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How {@link writeJson} writes. */
export interface Writing {
  /** Returns numbers from 0 to 1, like {@link randomFrom}. */
  readonly random: () => number;
  /** How often to escape characters unnecessarily: 0 for never, 1 for always. */
  readonly escapes?: number;
  /** How often to write white space where it is allowed: 0 for never, 1 for always. */
  readonly space?: number;
  /** Whether white space may include newlines, which NDJSON does not allow. */
  readonly newlines?: boolean;
}

/** Writes a value as one of its many JSON texts: with `\/`, `\u0069`, `\u002F`, and blanks between tokens. */
export function writeJson(value: JsonValue, writing: Writing): string {
  const { random, escapes = 0.05, space = 0.1, newlines = false } = writing;
  const blanks = newlines ? [' ', '\t', '\r', '\n', '\r\n  '] : [' ', '\t', '  ', '\r'];
  const gap = () => (random() < space ? pick(blanks, random) : '');
  const string = (text: string) =>
    `"${text
      .split('')
      .map((unit) => writeUnit(unit, random, escapes))
      .join('')}"`;
  const write = (node: JsonValue): string => {
    if (typeof node === 'string') return string(node);
    if (typeof node !== 'object' || node === null) return JSON.stringify(node);
    const isList = Array.isArray(node);
    const members = isList
      ? node.map((element: JsonValue) => gap() + write(element) + gap())
      : Object.entries(node).map(
          ([key, child]) => `${gap()}${string(key)}${gap()}:${gap()}${write(child)}${gap()}`,
        );
    const inside = members.length === 0 ? gap() : members.join(',');
    return isList ? `[${inside}]` : `{${inside}}`;
  };
  return write(value);
}

const shortEscapes: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Writes a UTF-16 unit of a string, escaped if JSON (or UTF-8, for surrogates) requires it, otherwise by chance. */
function writeUnit(unit: string, random: () => number, escapes: number): string {
  const must =
    unit < ' ' || unit === '"' || unit === '\\' || (unit >= '\ud800' && unit <= '\udfff');
  if (!must && random() >= escapes) return unit;
  const short = shortEscapes[unit];
  if (short !== undefined && random() < 0.5) return short;
  const hex = unit.charCodeAt(0).toString(16).padStart(4, '0');
  return `\\u${random() < 0.5 ? hex.toUpperCase() : hex}`;
}

function pick<T>(list: readonly T[], random: () => number): T {
  const picked = list[Math.floor(random() * list.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
}

/** A generator of pseudo-random numbers (mulberry32): the same seed yields the same numbers everywhere. */
export function randomFrom(start: number): () => number {
  let state = start | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An event and one of its JSON texts, on one line. */
export const writtenEvents: fc.Arbitrary<{ readonly event: JsonObject; readonly text: string }> = fc
  .tuple(events, fc.nat(), fc.constantFrom(0, 0.02, 0.3, 1), fc.constantFrom(0, 0.1, 0.5))
  .map(([event, start, escapes, space]) => ({
    event,
    text: writeJson(event, { random: randomFrom(start), escapes, space }),
  }));

/** Inputs of any mix of lines, except for the few that are JSON of another format as a whole. */
export function inputOf(
  eventLine: fc.Arbitrary<string>,
  oddLine: fc.Arbitrary<string>,
): fc.Arbitrary<Buffer> {
  const line = fc.oneof({ weight: 5, arbitrary: eventLine }, { weight: 1, arbitrary: oddLine });
  return fc
    .tuple(
      fc.array(line, { maxLength: 20 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.constantFrom('', '\ufeff'),
    )
    .map(([lines, end, terminated, mark]) =>
      Buffer.from(mark + lines.join(end) + (terminated ? end : '')),
    )
    .filter((bytes) => detectFormat(bytes, true) === 'lines');
}

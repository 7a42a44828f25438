import { shellWord, sqlText } from './quote.js';
import { unitNameOf } from './units.js';

/** What the next steps are about. All text may be an attacker's, and hold anything. */
export interface StepSubject {
  /** The planted file, as the event names it. */
  readonly path: string;
  /** The path's last component. */
  readonly name: string;
  /** The service that systemd makes of the file, by which its unit is named. */
  readonly service: string;
  readonly host?: string | undefined;
  readonly user?: string | undefined;
  readonly userId?: string | undefined;
  readonly sha256?: string | undefined;
  /** What wrote the file. */
  readonly executable?: string | undefined;
  readonly commandLine?: string | undefined;
  readonly pid?: string | undefined;
  /** Where a renamed file was before. */
  readonly originalPath?: string | undefined;
  /** Remote addresses that the processes around the file talked to. */
  readonly addresses: readonly string[];
}

/** What an osquery statement is for. */
export type OsqueryPurpose =
  | 'host'
  | 'planted-file'
  | 'planted-hash'
  | 'same-content'
  | 'original-file'
  | 'init-scripts'
  | 'generated-units'
  | 'runlevel-links'
  | 'executable-file'
  | 'processes'
  | 'user-processes'
  | 'writer-processes'
  | 'script-processes'
  | 'script-sockets'
  | 'listening-ports'
  | 'address-sockets'
  | 'cron-jobs'
  | 'service-unit'
  | 'startup-items'
  | 'logins'
  | 'sessions';

/** What a shell command is for. */
export type ShellPurpose =
  | 'file-status'
  | 'file-hash'
  | 'script-content'
  | 'debian-package'
  | 'rpm-package'
  | 'original-status'
  | 'runlevel-links'
  | 'executable-status'
  | 'writer-process'
  | 'syslog-traces'
  | 'journal-traces'
  | 'unit-status'
  | 'unit-content'
  | 'unit-journal';

/** A step of a response. */
export type ResponseStep =
  | 'start-incident'
  | 'isolate-host'
  | 'find-more-hosts'
  | 'stop-processes'
  | 'block-indicators'
  | 'find-backdoors'
  | 'remove-artefacts'
  | 'reset-credentials'
  | 'restore-file'
  | 'scan-for-malware'
  | 'close-the-way-in'
  | 'improve-logging';

/** The steps of a response, in their order. */
export const responseSteps: readonly ResponseStep[] = Object.freeze([
  'start-incident',
  'isolate-host',
  'find-more-hosts',
  'stop-processes',
  'block-indicators',
  'find-backdoors',
  'remove-artefacts',
  'reset-credentials',
  'restore-file',
  'scan-for-malware',
  'close-the-way-in',
  'improve-logging',
]);

/** A statement for osquery: one line of SQLite's SQL that can be pasted as it stands. */
export interface OsqueryStep {
  readonly purpose: OsqueryPurpose;
  readonly statement: string;
}

/** A command: one line of bash that can be pasted as it stands. It only reads, and prints nothing that drives a terminal. */
export interface ShellStep {
  readonly purpose: ShellPurpose;
  readonly command: string;
}

/** What to do next about a planted file. */
export interface NextSteps {
  readonly osquery: readonly OsqueryStep[];
  readonly shell: readonly ShellStep[];
  readonly response: readonly ResponseStep[];
}

/** What to do next about a planted file. Steps for which the subject says too little are left out. */
export function nextSteps(subject: StepSubject): NextSteps {
  return { osquery: osquerySteps(subject), shell: shellSteps(subject), response: responseSteps };
}

/**
 * Tables and columns: osquery's schema.
 *
 * Values are compared by `=`, `IN` and `instr`, never by LIKE: what a value holds could be a wildcard there, and a LIKE
 * with ESCAPE is a condition that SQLite does not hand on to a virtual table, so that `file` and `hash`, which need a
 * path, would answer nothing.
 */
function osquerySteps(subject: StepSubject): OsqueryStep[] {
  const { host, sha256, originalPath, executable, addresses } = subject;
  const path = sqlText(subject.path);
  const unit = sqlText(unitNameOf(subject.service));
  const isScript = `(p.path = ${path} OR instr(p.cmdline, ${path}) > 0)`;
  const byUser = userCondition(subject);
  const byWriter = writerCondition(subject);
  return defined<OsqueryPurpose, OsqueryStep>(
    [
      [
        'host',
        host && `SELECT hostname, uuid, hostname = ${sqlText(host)} AS is_it FROM system_info`,
      ],
      ['planted-file', files(`f.path = ${path}`)],
      ['planted-hash', hashes(`path = ${path}`, sha256)],
      [
        'same-content',
        sha256 &&
          `SELECT path, sha256 FROM hash WHERE path LIKE '/etc/init.d/%' AND sha256 = ${sqlText(sha256)}`,
      ],
      ['original-file', originalPath && files(`f.path = ${sqlText(originalPath)}`)],
      ['init-scripts', files("f.path LIKE '/etc/init.d/%'", 'f.mtime DESC')],
      ['generated-units', files("f.path LIKE '/run/systemd/generator.late/%'", 'f.mtime DESC')],
      [
        'runlevel-links',
        files(`f.path LIKE '/etc/rc%.d/%' AND substr(f.filename, 4) = ${sqlText(subject.name)}`),
      ],
      ['executable-file', executable && files(`f.path = ${sqlText(executable)}`)],
      ['processes', processes(undefined, 'u.username, p.pid')],
      ['user-processes', byUser && processes(byUser, 'p.pid')],
      ['writer-processes', byWriter && processes(byWriter, 'p.pid')],
      ['script-processes', processes(isScript, 'p.pid')],
      ['script-sockets', sockets(isScript)],
      [
        'listening-ports',
        'SELECT l.pid, p.path, p.cmdline, l.protocol, l.address, l.port FROM listening_ports AS l ' +
          `JOIN processes AS p ON p.pid = l.pid WHERE l.family IN (2, 10) AND ${isScript}`,
      ],
      [
        'address-sockets',
        // A socket of IPv6 shows addresses of IPv4 with this prefix.
        addresses.length > 0 &&
          sockets(
            `replace(s.remote_address, '::ffff:', '') IN (${addresses.map(sqlText).join(', ')})`,
          ),
      ],
      [
        'cron-jobs',
        'SELECT path, event, minute, hour, day_of_month, month, day_of_week, command FROM crontab',
      ],
      [
        'service-unit',
        'SELECT id, description, load_state, active_state, sub_state, fragment_path, source_path, user ' +
          `FROM systemd_units WHERE id = ${unit} OR source_path = ${path}`,
      ],
      [
        'startup-items',
        'SELECT name, path, args, type, source, status, username FROM startup_items ' +
          `WHERE path = ${path} OR source = ${path} OR name = ${unit}`,
      ],
      [
        'logins',
        "SELECT username, tty, host, type, datetime(time, 'unixepoch') AS at FROM last ORDER BY time DESC",
      ],
      [
        'sessions',
        "SELECT user, tty, host, type, pid, datetime(time, 'unixepoch') AS at FROM logged_in_users ORDER BY time DESC",
      ],
    ],
    (purpose, text) => ({ purpose, statement: `${text};` }),
  );
}

/** Files with the names of those who own them, and their times. */
function files(condition: string, order?: string): string {
  const times = [
    ['atime', 'accessed'],
    ['mtime', 'modified'],
    ['ctime', 'changed'],
    ['btime', 'born'],
  ].map(([column, name]) => `datetime(f.${column}, 'unixepoch') AS ${name}`);
  return (
    `SELECT f.path, u.username AS owner, g.groupname AS owner_group, f.mode, f.size, ${times.join(', ')} ` +
    'FROM file AS f LEFT JOIN users AS u ON u.uid = f.uid LEFT JOIN groups AS g ON g.gid = f.gid ' +
    `WHERE ${condition}${order === undefined ? '' : ` ORDER BY ${order}`}`
  );
}

function hashes(condition: string, sha256: string | undefined): string {
  const isSame = sha256 ? `, sha256 = ${sqlText(sha256)} AS is_as_logged` : '';
  return `SELECT path, sha256${isSame} FROM hash WHERE ${condition}`;
}

/** Processes that run, with the names of their users. */
function processes(condition: string | undefined, order: string): string {
  return (
    'SELECT p.pid, p.parent, u.username, p.path, p.on_disk, p.cmdline, p.cwd FROM processes AS p ' +
    'LEFT JOIN users AS u ON u.uid = p.uid ' +
    `${condition === undefined ? '' : `WHERE ${condition} `}ORDER BY ${order}`
  );
}

function sockets(condition: string): string {
  return (
    'SELECT s.pid, p.path, p.cmdline, s.protocol, s.local_address, s.local_port, s.remote_address, s.remote_port ' +
    'FROM process_open_sockets AS s JOIN processes AS p ON p.pid = s.pid ' +
    `WHERE ${condition}`
  );
}

function userCondition({ user, userId }: StepSubject): string | undefined {
  return anyOf(
    number(userId, (uid) => `p.uid = ${uid}`),
    user && `u.username = ${sqlText(user)}`,
  );
}

function writerCondition({ executable, commandLine, pid }: StepSubject): string | undefined {
  return anyOf(
    number(pid, (id) => `p.pid = ${id} OR p.parent = ${id}`),
    executable && `p.path = ${sqlText(executable)}`,
    commandLine && `p.cmdline = ${sqlText(commandLine)}`,
  );
}

function anyOf(...conditions: readonly (string | undefined)[]): string | undefined {
  const known = conditions.filter(Boolean);
  return known.length === 0 ? undefined : known.join(' OR ');
}

function shellSteps(subject: StepSubject): ShellStep[] {
  const { originalPath, executable, pid } = subject;
  const path = pathWord(subject.path);
  const unit = shellWord(unitNameOf(subject.service));
  return defined<ShellPurpose, ShellStep>(
    [
      ['file-status', `stat ${path}`],
      ['file-hash', `sha256sum ${path}`],
      ['script-content', `sed -n '1,200p' ${path}`],
      ['debian-package', `dpkg -S -- ${shellWord(withoutGlobs(subject.path))}`],
      ['rpm-package', `rpm -qf ${path}`],
      ['original-status', originalPath && `stat ${pathWord(originalPath)}`],
      ['runlevel-links', `ls -ldb /etc/rc?.d/[SK][0-9][0-9]${shellWord(subject.name)}`],
      ['executable-status', executable && `stat ${pathWord(executable)}`],
      ['writer-process', number(pid, (id) => `ps -o pid,ppid,user,lstart,args -p ${id}`)],
      ['syslog-traces', 'grep -a LSB /var/log/syslog'],
      ['journal-traces', 'journalctl --no-pager --quiet | grep -a LSB'],
      ['unit-status', `systemctl --no-pager --full status -- ${unit}`],
      ['unit-content', `systemctl --no-pager cat -- ${unit}`],
      ['unit-journal', `journalctl --no-pager --unit=${unit}`],
    ],
    // What the tools print, in errors too, is the attacker's: names, contents, messages.
    (purpose, text) => ({ purpose, command: `${text} 2>&1 | cat -v` }),
  );
}

/** A path as a word that no program takes for an option, or for stdin. */
function pathWord(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path);
}

/** A path for `dpkg -S`, which takes patterns: each of their characters plain. */
function withoutGlobs(path: string): string {
  return path.replace(/[*?[\]\\]/g, '\\$&');
}

/** What is made of a process's or user's number, where a text is one. */
function number(text: string | undefined, make: (digits: string) => string): string | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? make(text) : undefined;
}

/** The steps that have a text: those without one ask for something that is not known. */
function defined<Purpose, Step>(
  texts: readonly (readonly [Purpose, string | false | undefined])[],
  step: (purpose: Purpose, text: string) => Step,
): Step[] {
  return texts.flatMap(([purpose, text]) => (text ? [step(purpose, text)] : []));
}

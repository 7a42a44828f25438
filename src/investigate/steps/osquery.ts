import { unitNameOf } from '../units.js';
import { sqlText } from './quote.js';
import { knownSteps, type StepSubject, withNumber } from './subject.js';

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

/** A statement for osquery: one line of SQLite's SQL, ready to paste. */
export interface OsqueryStep {
  readonly purpose: OsqueryPurpose;
  readonly statement: string;
}

/**
 * Tables and columns are those of osquery's schema.
 *
 * Values are compared with `=`, `IN` and `instr`, never with LIKE: they may contain wildcards, and SQLite does not pass a
 * LIKE with ESCAPE to virtual tables, so `file` and `hash`, which require a path, would return nothing.
 */
export function osquerySteps(subject: StepSubject): readonly OsqueryStep[] {
  const { host, sha256, originalPath, executable, addresses } = subject;
  const path = sqlText(subject.path);
  const unit = sqlText(unitNameOf(subject.service));
  const isScript = `(p.path = ${path} OR instr(p.cmdline, ${path}) > 0)`;
  const byUser = userCondition(subject);
  const byWriter = writerCondition(subject);
  return knownSteps<OsqueryPurpose>({
    host:
      host &&
      `SELECT hostname, uuid, hostname = ${sqlText(host)} AS is_expected_host FROM system_info`,
    'planted-file': files(`f.path = ${path}`),
    'planted-hash': hashes(`path = ${path}`, sha256),
    'same-content':
      sha256 &&
      `SELECT path, sha256 FROM hash WHERE path LIKE '/etc/init.d/%' AND sha256 = ${sqlText(sha256)}`,
    'original-file': originalPath && files(`f.path = ${sqlText(originalPath)}`),
    'init-scripts': files("f.path LIKE '/etc/init.d/%'", 'f.mtime DESC'),
    'generated-units': files("f.path LIKE '/run/systemd/generator.late/%'", 'f.mtime DESC'),
    'runlevel-links': files(
      `f.path LIKE '/etc/rc%.d/%' AND substr(f.filename, 4) = ${sqlText(subject.name)}`,
    ),
    'executable-file': executable && files(`f.path = ${sqlText(executable)}`),
    processes: processes(undefined, 'u.username, p.pid'),
    'user-processes': byUser && processes(byUser, 'p.pid'),
    'writer-processes': byWriter && processes(byWriter, 'p.pid'),
    'script-processes': processes(isScript, 'p.pid'),
    'script-sockets': sockets(isScript),
    'listening-ports':
      'SELECT l.pid, p.path, p.cmdline, l.protocol, l.address, l.port FROM listening_ports AS l ' +
      `JOIN processes AS p ON p.pid = l.pid WHERE l.family IN (2, 10) AND ${isScript}`,
    // An IPv6 socket shows an IPv4 address with the prefix ::ffff:.
    'address-sockets':
      addresses.length === 0
        ? undefined
        : sockets(
            `replace(s.remote_address, '::ffff:', '') IN (${addresses.map(sqlText).join(', ')})`,
          ),
    'cron-jobs':
      'SELECT path, event, minute, hour, day_of_month, month, day_of_week, command FROM crontab',
    'service-unit':
      'SELECT id, description, load_state, active_state, sub_state, fragment_path, source_path, user ' +
      `FROM systemd_units WHERE id = ${unit} OR source_path = ${path}`,
    'startup-items':
      'SELECT name, path, args, type, source, status, username FROM startup_items ' +
      `WHERE path = ${path} OR source = ${path} OR name = ${unit}`,
    logins:
      "SELECT username, tty, host, type, datetime(time, 'unixepoch') AS at FROM last ORDER BY time DESC",
    sessions:
      "SELECT user, tty, host, type, pid, datetime(time, 'unixepoch') AS at FROM logged_in_users ORDER BY time DESC",
  }).map(([purpose, text]) => ({ purpose, statement: `${text};` }));
}

/** Files with their owners and timestamps. */
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
  const isSame = sha256 ? `, sha256 = ${sqlText(sha256)} AS matches_log` : '';
  return `SELECT path, sha256${isSame} FROM hash WHERE ${condition}`;
}

/** Running processes with their users. */
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
    withNumber(userId, (uid) => `p.uid = ${uid}`),
    user && `u.username = ${sqlText(user)}`,
  );
}

function writerCondition({ executable, commandLine, pid }: StepSubject): string | undefined {
  return anyOf(
    withNumber(pid, (id) => `p.pid = ${id} OR p.parent = ${id}`),
    executable && `p.path = ${sqlText(executable)}`,
    commandLine && `p.cmdline = ${sqlText(commandLine)}`,
  );
}

function anyOf(...conditions: readonly (string | undefined)[]): string | undefined {
  return conditions.filter(Boolean).join(' OR ') || undefined;
}

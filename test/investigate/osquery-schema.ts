/** The tables of osquery that statements use. Source: osquery's specs. */
export const schema = `
  CREATE TABLE system_info (hostname TEXT, uuid TEXT);
  CREATE TABLE file (path TEXT, directory TEXT, filename TEXT, uid BIGINT, gid BIGINT, mode TEXT, size BIGINT,
    atime BIGINT, mtime BIGINT, ctime BIGINT, btime BIGINT);
  CREATE TABLE hash (path TEXT, directory TEXT, md5 TEXT, sha1 TEXT, sha256 TEXT);
  CREATE TABLE users (uid BIGINT, gid BIGINT, username TEXT);
  CREATE TABLE groups (gid BIGINT, groupname TEXT);
  CREATE TABLE processes (pid BIGINT, name TEXT, path TEXT, cmdline TEXT, cwd TEXT, uid BIGINT, parent BIGINT,
    on_disk INTEGER);
  CREATE TABLE process_open_sockets (pid INTEGER, family INTEGER, protocol INTEGER, local_address TEXT,
    remote_address TEXT, local_port INTEGER, remote_port INTEGER, path TEXT);
  CREATE TABLE listening_ports (pid INTEGER, port TEXT, protocol INTEGER, family INTEGER, address TEXT, path TEXT);
  CREATE TABLE crontab (event TEXT, minute TEXT, hour TEXT, day_of_month TEXT, month TEXT, day_of_week TEXT,
    command TEXT, path TEXT);
  CREATE TABLE systemd_units (id TEXT, description TEXT, load_state TEXT, active_state TEXT, sub_state TEXT,
    fragment_path TEXT, source_path TEXT, user TEXT);
  CREATE TABLE startup_items (name TEXT, path TEXT, args TEXT, type TEXT, source TEXT, status TEXT, username TEXT);
  CREATE TABLE last (username TEXT, tty TEXT, pid INTEGER, type INTEGER, time INTEGER, host TEXT);
  CREATE TABLE logged_in_users (type TEXT, user TEXT, tty TEXT, host TEXT, time INTEGER, pid INTEGER);
  INSERT INTO users VALUES (0, 0, 'root'), (1000, 1000, 'deploy');
  INSERT INTO groups VALUES (0, 'root');
`;

// DuckDB: reads the columns that the required clauses need, and counts the matches. Files may be compressed, or tables.
import { DuckDBInstance } from '@duckdb/node-api';

const file = (process.argv[2] ?? '').replaceAll("'", "''");
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
const table = `
  select count(*) from read_csv('${file}', header = true, all_varchar = true)
  where "event.category" = 'file' and "host.os.type" = 'linux'
    and "event.action" in ('creation', 'file_create_event', 'rename', 'file_rename_event')
    and lower("file.path") like '/etc/init.d/%' and "process.executable" not like '%/dpkg'`;
const lines = `
  select count(*) from read_json('${file}', format = 'newline_delimited', columns = {
    event: 'STRUCT(category VARCHAR[], action VARCHAR)',
    host: 'STRUCT(os STRUCT("type" VARCHAR))',
    file: 'STRUCT(path VARCHAR, name VARCHAR, extension VARCHAR)',
    process: 'STRUCT(executable VARCHAR, name VARCHAR)'
  })
  where list_contains(event.category, 'file') and host.os.type = 'linux'
    and event.action in ('creation', 'file_create_event', 'rename', 'file_rename_event')
    and lower(file.path) like '/etc/init.d/%' and process.executable not like '%/dpkg'`;
const result = await connection.runAndReadAll(file.endsWith('.csv') ? table : lines);
process.stdout.write(`${String(result.getRows()[0]?.[0])}\n`);

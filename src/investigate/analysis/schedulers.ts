import path from 'node:path';

/** Daemons that run the jobs of several people. */
const schedulers: ReadonlySet<string> = new Set([
  'anacron',
  'atd',
  'cron',
  'crond',
  'fcron',
  'incrond',
]);

export function isScheduler(program: string | undefined): boolean {
  return program !== undefined && schedulers.has(path.posix.basename(program).toLowerCase());
}

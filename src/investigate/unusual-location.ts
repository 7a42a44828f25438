/** What is unusual about a process: where its program is, or that its command line names another one. */
export type UnusualLocation =
  | 'tmp'
  | 'dev-shm'
  | 'var-tmp'
  | 'home'
  | 'deleted'
  | 'memfd'
  | 'false-name';

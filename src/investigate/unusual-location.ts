/** A location where programs are not normally installed. */
export type UnusualLocation = 'tmp' | 'dev-shm' | 'var-tmp' | 'home' | 'deleted' | 'memfd';

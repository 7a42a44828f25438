import type { ScanOptions } from '#dist/scan/scan.js';

/** How a scan goes about its work unless told otherwise: by one thread, with nothing let through and nothing kept back. */
export const usualOptions: ScanOptions = {
  jobs: 1,
  validate: false,
  allowEmpty: false,
  allowMalformed: false,
  maxAlerts: Number.POSITIVE_INFINITY,
  maxLineBytes: 1 << 28,
};

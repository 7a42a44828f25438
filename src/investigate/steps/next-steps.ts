import { type OsqueryStep, osquerySteps } from './osquery.js';
import { type ShellStep, shellSteps } from './shell.js';
import type { StepSubject } from './subject.js';

const response = [
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
] as const;

/** A step of the response to an incident. */
export type ResponseStep = (typeof response)[number];

/** In the order to take them. */
export const responseSteps: readonly ResponseStep[] = Object.freeze(response);

/** What to do next about a planted file. */
export interface NextSteps {
  readonly osquery: readonly OsqueryStep[];
  readonly shell: readonly ShellStep[];
  readonly response: readonly ResponseStep[];
}

/** The next steps for a planted file, except those that would ask about something unknown. */
export function nextSteps(subject: StepSubject): NextSteps {
  return { osquery: osquerySteps(subject), shell: shellSteps(subject), response: responseSteps };
}

import type { OsqueryPurpose, ResponseStep, ShellPurpose } from '../case/steps.js';
import { osqueryWords, responseWords, shellWords } from './steps-words.js';

/** What a statement or command is for, and what a step of a response is: a sentence for each id. */
export const stepWords: {
  readonly osquery: (id: OsqueryPurpose) => string;
  readonly shell: (id: ShellPurpose) => string;
  readonly response: (id: ResponseStep) => string;
} = {
  osquery: (id) => osqueryWords[id],
  shell: (id) => shellWords[id],
  response: (id) => responseWords[id],
};

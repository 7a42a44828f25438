import type { NextSteps } from '../case/steps.js';

/** What a statement or command is for, and what a step of a response is: a sentence for each id. */
export const stepWords: {
  readonly osquery: (id: NextSteps['osquery'][number]['purpose']) => string;
  readonly shell: (id: NextSteps['shell'][number]['purpose']) => string;
  readonly response: (id: NextSteps['response'][number]) => string;
} = {
  osquery: (id) => id,
  shell: (id) => id,
  response: (id) => id,
};

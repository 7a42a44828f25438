import { type Fault, isWarning, type Problem } from './finding.js';

/** Whether a fault is a problem, or only a warning. */
export function severityOf(fault: Fault, allowMalformed: boolean): Problem['severity'] {
  return isWarning(fault) || (allowMalformed && isHarmless(fault)) ? 'warning' : 'problem';
}

/** Whether `allowMalformed` turns a fault into a warning. A mention of init.d/ is never only a warning. */
function isHarmless(fault: Fault): boolean {
  switch (fault.kind) {
    case 'malformed-line':
    case 'malformed-value':
    case 'not-an-object':
    case 'nul-bytes':
      return fault.mentions === false;
    default:
      return fault.kind === 'ragged-row';
  }
}

/** The parts of a readable case after the findings, in reading order. */
export const caseParts = [
  'files',
  'chain',
  'activities',
  'timeline',
  'gaps',
  'steps',
  'hosts',
  'indicators',
] as const;

export type CasePart = (typeof caseParts)[number];

/** All but the evidence that the findings sum up, and the next steps. */
export const defaultParts: ReadonlySet<CasePart> = new Set([
  'chain',
  'activities',
  'timeline',
  'gaps',
  'hosts',
  'indicators',
]);

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

/** All but the next steps. */
export const defaultParts: ReadonlySet<CasePart> = new Set([
  'files',
  'chain',
  'activities',
  'timeline',
  'gaps',
  'hosts',
  'indicators',
]);

/** The parts of a readable case after the findings. */
export const caseParts = ['files', 'activities', 'timeline', 'steps'] as const;

export type CasePart = (typeof caseParts)[number];

/** All but the next steps, which are long. */
export const defaultParts: ReadonlySet<CasePart> = new Set(['files', 'activities', 'timeline']);

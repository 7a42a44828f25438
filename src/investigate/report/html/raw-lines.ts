/** The raw line of an event in the page: its text, and its number of bytes if only the beginning is kept. */
export type RawLine = readonly [text: string] | readonly [text: string, bytes: number];

/** Number of events whose raw lines are compressed together. */
export const chunkLength = 250;

/** The number of an event in the case's events, from 1. */
export type EventNumber = number;

/** Something that the log shows, with the events that show it: at least one. */
export interface Shown<Reference = EventNumber> {
  readonly events: readonly Reference[];
}

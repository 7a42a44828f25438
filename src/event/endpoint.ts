import { agentType, eventCategory, eventModule, filePath } from './ecs.js';
import type { EventFields, Field } from './fields.js';

/** The fields that are read here. */
export const endpointFields: readonly Field[] = [eventCategory, eventModule, agentType, filePath];

/**
 * Whether a document looks like an event of Elastic Defend or Endgame: it has a eventCategory, and does not say that
 * another product wrote it. Auditbeat's file events, for one, have the rule's fields but never its actions.
 */
export function isEndpointEvent(event: EventFields): boolean {
  return (
    eventCategory.first(event) !== undefined &&
    isEndpointOrSilent(eventModule.first(event)) &&
    isEndpointOrSilent(agentType.first(event))
  );
}

/** Whether a document is an event of a process. */
export function isProcessEvent(event: EventFields): boolean {
  return eventCategory.find(event, (value) => value === 'process') !== undefined;
}

/** Whether a document has any of the fields by which the rule knows a file event. */
export function isRecognised(event: EventFields): boolean {
  return eventCategory.first(event) !== undefined || filePath.first(event) !== undefined;
}

function isEndpointOrSilent(value: string | undefined): boolean {
  return value === undefined || value === 'endpoint' || value === 'endgame';
}

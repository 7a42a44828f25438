import { agentType, eventCategory, eventModule, filePath } from './ecs.js';
import type { EventFields, Field } from './fields.js';

/** The fields that {@link isEndpointEvent} and {@link hasEventFields} read. */
export const endpointFields: readonly Field[] = [eventCategory, eventModule, agentType, filePath];

/**
 * Whether a document looks like an event of Elastic Defend or Endgame: it has a category and does not name another
 * product. Auditbeat's file events, for example, have the rule's fields but never its actions.
 */
export function isEndpointEvent(event: EventFields): boolean {
  return (
    eventCategory.first(event) !== undefined &&
    isEndpointOrMissing(eventModule.first(event)) &&
    isEndpointOrMissing(agentType.first(event))
  );
}

/** Whether a document has any of the fields by which the rule recognizes a file event. */
export function hasEventFields(event: EventFields): boolean {
  return eventCategory.first(event) !== undefined || filePath.first(event) !== undefined;
}

function isEndpointOrMissing(value: string | undefined): boolean {
  return value === undefined || value === 'endpoint' || value === 'endgame';
}

import { type EventFields, Field } from './fields.js';

const category = new Field('event.category');

const module_ = new Field('event.module');

const agentType = new Field('agent.type');

const filePath = new Field('file.path');

/** The fields that are read here. */
export const endpointFields: readonly Field[] = [category, module_, agentType, filePath];

/**
 * Whether a document looks like an event of Elastic Defend or Endgame: it has a category, and does not say that
 * another product wrote it. Auditbeat's file events, for one, have the rule's fields but never its actions.
 */
export function isEndpointEvent(event: EventFields): boolean {
  return (
    category.first(event) !== undefined &&
    isEndpointOrSilent(module_.first(event)) &&
    isEndpointOrSilent(agentType.first(event))
  );
}

/** Whether a document is an event of a process. */
export function isProcessEvent(event: EventFields): boolean {
  return category.find(event, (value) => value === 'process') !== undefined;
}

/** Whether a document has any of the fields by which the rule knows a file event. */
export function isRecognised(event: EventFields): boolean {
  return category.first(event) !== undefined || filePath.first(event) !== undefined;
}

function isEndpointOrSilent(value: string | undefined): boolean {
  return value === undefined || value === 'endpoint' || value === 'endgame';
}

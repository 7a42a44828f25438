import {
  agentType,
  dataset,
  eventAction,
  eventCategory,
  eventDataset,
  eventModule,
  filePath,
  hostOsType,
  processExecutable,
  processName,
} from './ecs.js';
import type { EventFields, Field } from './fields.js';

/**
 * The fields that the functions here read of an event that names its module. Of others, {@link foreignDataset} reads more.
 */
export const endpointFields: readonly Field[] = [
  ...[eventCategory, eventAction, eventModule, agentType],
  ...[hostOsType, filePath, processExecutable, processName],
];

/**
 * Whether a document looks like an event of Elastic Defend or Endgame: it has a category and does not name another
 * product. Auditbeat's file events, for example, have the rule's fields but never its actions.
 */
export function isEndpointEvent(event: EventFields): boolean {
  return (
    eventCategory.first(event) !== undefined &&
    isEndpointOrMissing(agentType.first(event)) &&
    isFromEndpoint(event)
  );
}

/** Whether a document names Elastic Defend or Endgame, or no product. */
function isFromEndpoint(event: EventFields): boolean {
  const module = eventModule.first(event);
  return module === undefined ? foreignDataset(event) === undefined : isEndpointOrMissing(module);
}

/** Whether a document has any of the fields by which the rule recognizes a file event. */
export function hasEventFields(event: EventFields): boolean {
  return eventCategory.first(event) !== undefined || filePath.first(event) !== undefined;
}

export function isFileEvent(event: EventFields): boolean {
  return eventCategory.find(event, isFile) !== undefined;
}

/**
 * Whether an event has every field by which the rule selects events, so that its verdict is the one that Elasticsearch
 * would reach. Only file events need a path.
 */
export function isJudgeable(event: EventFields): boolean {
  return (
    isEndpointEvent(event) &&
    eventAction.first(event) !== undefined &&
    hostOsType.first(event) !== undefined &&
    (filePath.first(event) !== undefined || !isFileEvent(event))
  );
}

const datasetFields: readonly Field[] = [dataset, eventDataset, eventModule];

/** The data set of a document that names another product than Elastic Defend and Endgame; undefined if it does not. */
export function foreignDataset(event: EventFields): string | undefined {
  let foreign: string | undefined;
  for (const field of datasetFields) {
    const name = field.first(event);
    if (name === undefined || name === '') continue;
    if (isOurs(name)) return undefined;
    foreign ??= name;
  }
  return foreign;
}

/** Whether an event names the process that caused it. Then other processes can choose only some of its values. */
export function namesActingProcess(event: EventFields): boolean {
  return processExecutable.first(event) !== undefined || processName.first(event) !== undefined;
}

const isFile = (category: string): boolean => category === 'file';

function isEndpointOrMissing(value: string | undefined): boolean {
  return value === undefined || value === 'endpoint' || value === 'endgame';
}

/** Whether a data set or module is one of Elastic Defend or Endgame. */
function isOurs(name: string): boolean {
  return isEndpointOrMissing(name) || name.startsWith('endpoint.') || name.startsWith('endgame.');
}

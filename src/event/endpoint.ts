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
import type { Products } from './subject.js';

/**
 * The fields that the functions here read of an event that names its module. Of others, {@link foreignDataset} reads more.
 */
export const endpointFields: readonly Field[] = [
  ...[eventCategory, eventAction, eventModule, agentType],
  ...[hostOsType, filePath, processExecutable, processName],
];

/**
 * Whether a document looks like an event of these products: it has a category and does not name another product.
 * Auditbeat's file events, for example, have the rule's fields but never its actions.
 */
export function isEndpointEvent(event: EventFields, products: Products): boolean {
  return (
    eventCategory.first(event) !== undefined &&
    (isEndpointOrMissing(agentType.first(event), products) || isCollected(event, products)) &&
    isFromEndpoint(event, products)
  );
}

/**
 * Whether an event has a category, and names the endpoint as its module and as its agent, if it names one: then it is an
 * {@link isEndpointEvent endpoint event}. Reads only {@link endpointFields}.
 */
export function namesEndpoint(event: EventFields, products: Products): boolean {
  return (
    products.endpoints.includes(eventModule.first(event) ?? '') &&
    isEndpointOrMissing(agentType.first(event), products) &&
    eventCategory.first(event) !== undefined
  );
}

/** Whether a document names one of the products, or none. */
function isFromEndpoint(event: EventFields, products: Products): boolean {
  const module = eventModule.first(event);
  if (module === undefined) return foreignDataset(event, products) === undefined;
  return isEndpointOrMissing(module, products) || isNameOf(products.collected, module);
}

/** Whether a document names a product whose events another agent collects. */
function isCollected(event: EventFields, { collected }: Products): boolean {
  return (
    collected.length > 0 &&
    datasetFields.some((field) => field.find(event, (name) => isNameOf(collected, name)))
  );
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
export function isJudgeable(event: EventFields, products: Products): boolean {
  return (
    isEndpointEvent(event, products) &&
    eventAction.first(event) !== undefined &&
    hostOsType.first(event) !== undefined &&
    (filePath.first(event) !== undefined || !isFileEvent(event))
  );
}

const datasetFields: readonly Field[] = [dataset, eventDataset, eventModule];

/** The data set of a document that names another product than these; undefined if it does not. */
export function foreignDataset(event: EventFields, products: Products): string | undefined {
  let foreign: string | undefined;
  for (const field of datasetFields) {
    const name = field.first(event);
    if (name === undefined || name === '') continue;
    if (isNameOf(products.endpoints, name) || isNameOf(products.collected, name)) return undefined;
    foreign ??= name;
  }
  return foreign;
}

/** Whether an event names the process that caused it. Then other processes can choose only some of its values. */
export function namesActingProcess(event: EventFields): boolean {
  return processExecutable.first(event) !== undefined || processName.first(event) !== undefined;
}

/** Whether judging an event suffices, because nothing in it has to be searched. */
export function isPlainEvent(event: EventFields, products: Products): boolean {
  return isJudgeable(event, products) && namesActingProcess(event);
}

const isFile = (category: string): boolean => category === 'file';

function isEndpointOrMissing(value: string | undefined, { endpoints }: Products): boolean {
  return value === undefined || endpoints.includes(value);
}

/** Whether a module or data set is one of these products. */
function isNameOf(products: readonly string[], name: string): boolean {
  return products.some(
    (product) =>
      name.startsWith(product) && (name.length === product.length || name[product.length] === '.'),
  );
}

import type { JsonObject } from '../event/json.js';

export const relatedRule: { readonly name: string } = {
  name: 'Suspicious File Creation in /etc for Persistence',
};

export function matchesRelatedRule(_: JsonObject): boolean {
  return false;
}

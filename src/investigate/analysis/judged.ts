import type { RelatedActivity } from '../activity.js';
import type { PlantedFile } from '../case.js';
import type { EventRecord } from '../event-record.js';
import type { MovedProgram } from '../mentioned.js';
import { withoutContainers } from './benign.js';
import { contradictions } from './contradictions.js';

/** What speaks for and against a file's harmlessness: what is refuted speaks for nothing. */
export function judged(
  file: Omit<PlantedFile<EventRecord>, 'steps'>,
  others: readonly EventRecord[],
  surroundings: readonly RelatedActivity<EventRecord>[],
  moved: readonly MovedProgram<EventRecord>[],
): Pick<PlantedFile<EventRecord>, 'against' | 'benign'> {
  const against = contradictions(file, others, surroundings, moved);
  const isEscape = against.some(({ against: kind }) => kind === 'container-escape');
  return {
    benign: isEscape ? withoutContainers(file.benign) : file.benign,
    against: against.length > 0 ? against : undefined,
  };
}

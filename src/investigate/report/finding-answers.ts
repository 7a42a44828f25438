import { count } from '../../report/units.js';
import type { Boot, Execution, PlantedFile, RunEvidence } from '../case.js';
import { type Answer, answerLine, lineOf, type OutlineLine, shortened } from './outline.js';
import { type Labels, say, semicolons, timeAfter, words } from './sentence.js';

/** Characters of a path or command in a line. */
const maxCharacters = 60;

const ranWords: Labels<Execution['answer']> = {
  ran: 'YES',
  asked: 'likely',
  'no-evidence': 'not seen',
  'no-process-events': 'unknown',
};

export function ranAnswer({ answer }: Execution): Answer {
  return { text: ranWords[answer], isBad: answer === 'ran' };
}

/** That the host ran what a container wrote: more important than anything else about a file. */
export function escapeLine({ against = [], planters }: PlantedFile): readonly OutlineLine[] {
  const found = against.find(({ against: kind }) => kind === 'container-escape');
  if (found === undefined) return [];
  const [container] = planters.flatMap((planter) => planter.container ?? []);
  const by =
    container === undefined
      ? words('a container')
      : say`container ${container.name ?? shortened(container.id, 13)}`;
  const text = say`CONTAINER ESCAPE: the host ran ${shortened(found.value, maxCharacters)}, which ${by} wrote`;
  return [{ ...lineOf('ESCAPE', text, [found]), isMarked: true }];
}

/** Reasons by which it was systemd that ran a script, whenever that was: it need not have been at boot. */
const bySystemd: ReadonlySet<Boot['reasons'][number]['reason']> = new Set([
  'native-unit-runs-it',
  'started-by-systemd',
]);

/** What shows that it was to run, or may have run. */
const shortEvidence: Labels<
  Exclude<RunEvidence['evidence'], 'process' | 'restart' | 'restart-when-enabled'>
> = {
  'start-command': 'a command to start it',
  'unit-generated': 'systemd made a unit for it',
  'named-in-arguments': 'passed to a program',
};

/** @param planted when the file was: the date of it is not repeated. */
export function ranLine(
  { execution: { evidence, evidenceLeftOut }, boot }: PlantedFile,
  answer: Answer,
  planted: string | undefined,
): OutlineLine {
  const ran = evidence.filter(({ evidence: kind }) => kind === 'process');
  const shown = (ran.length > 0 ? ran : evidence).slice(0, 1);
  const more = evidence.length - shown.length + evidenceLeftOut;
  const started = new Set(
    boot.reasons.filter(({ reason }) => bySystemd.has(reason)).flatMap(({ events }) => events),
  );
  const texts = shown.map(({ evidence: kind, time, value: text, events }) => {
    const when = timeAfter(time, planted);
    switch (kind) {
      case 'process': {
        const by = words(events.some((event) => started.has(event)) ? ', by systemd' : '');
        return say`${when}${by}: ${shortened(text, maxCharacters)}`;
      }
      case 'restart':
        return say`${when}: the host restarted`;
      case 'restart-when-enabled':
        return say`${when}: the host restarted when it was enabled`;
      default:
        return say`${when}, ${words(shortEvidence[kind])}: ${shortened(text, maxCharacters)}`;
    }
  });
  const rest = more > 0 ? [words(count(more, 'more sign'))] : [];
  return answerLine('RAN', answer, semicolons([...texts, ...rest]), shown);
}

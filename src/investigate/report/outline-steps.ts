import type { PlantedFile } from '../case.js';
import type { NextSteps } from '../steps/next-steps.js';
import type { Snippet, StepsOutline } from './outline.js';
import { stepWords } from './step-words.js';

/** Tells apart the steps of one file and those that more of the host's files have: these are told once. */
export function sharedSteps(files: readonly PlantedFile[]): {
  readonly shared: StepsOutline;
  readonly own: (file: PlantedFile) => StepsOutline;
} {
  const times = new Map<string, number>();
  const all = files.map(({ steps }) => snippetsOf(steps));
  for (const { osquery, shell } of all) {
    for (const { code } of [...osquery, ...shell]) times.set(code, (times.get(code) ?? 0) + 1);
  }
  const isShared = ({ code }: Snippet): boolean => (times.get(code) ?? 0) > 1;
  const distinct = (snippets: readonly Snippet[]): readonly Snippet[] => [
    ...new Map(snippets.filter(isShared).map((snippet) => [snippet.code, snippet])).values(),
  ];
  const response = files.flatMap(({ steps }) => steps.response.map(stepWords.response));
  return {
    shared: {
      osquery: distinct(all.flatMap(({ osquery }) => osquery)),
      shell: distinct(all.flatMap(({ shell }) => shell)),
      response: [...new Set(response)],
    },
    own: ({ steps }) => {
      const { osquery, shell } = snippetsOf(steps);
      const own = (snippet: Snippet): boolean => !isShared(snippet);
      return { osquery: osquery.filter(own), shell: shell.filter(own), response: [] };
    },
  };
}

function snippetsOf({ osquery, shell }: NextSteps): Pick<StepsOutline, 'osquery' | 'shell'> {
  return {
    osquery: osquery.map(({ purpose, statement }) => ({
      purpose: stepWords.osquery(purpose),
      language: 'sql',
      code: statement,
    })),
    shell: shell.map(({ purpose, command }) => ({
      purpose: stepWords.shell(purpose),
      language: 'sh',
      code: command,
    })),
  };
}

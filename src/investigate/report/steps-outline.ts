import type { PlantedFile } from '../case.js';
import type { NextSteps } from '../steps/next-steps.js';
import type { Snippet, StepsOutline } from './outline.js';
import { osqueryWords, responseWords, shellWords } from './step-words.js';

/** Separates the steps of each file from those that several files of the host share, which are shown once. */
export function sharedSteps(files: readonly PlantedFile[]): {
  readonly shared: StepsOutline;
  readonly perFile: (file: PlantedFile) => StepsOutline;
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
  const response = files.flatMap(({ steps }) => steps.response.map((step) => responseWords[step]));
  return {
    shared: {
      osquery: distinct(all.flatMap(({ osquery }) => osquery)),
      shell: distinct(all.flatMap(({ shell }) => shell)),
      response: [...new Set(response)],
    },
    perFile: ({ steps }) => {
      const { osquery, shell } = snippetsOf(steps);
      const isUnshared = (snippet: Snippet): boolean => !isShared(snippet);
      return { osquery: osquery.filter(isUnshared), shell: shell.filter(isUnshared), response: [] };
    },
  };
}

function snippetsOf({ osquery, shell }: NextSteps): Pick<StepsOutline, 'osquery' | 'shell'> {
  return {
    osquery: osquery.map(({ purpose, statement }) => ({
      purpose: osqueryWords[purpose],
      language: 'sql',
      code: statement,
    })),
    shell: shell.map(({ purpose, command }) => ({
      purpose: shellWords[purpose],
      language: 'sh',
      code: command,
    })),
  };
}

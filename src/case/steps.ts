/** What steps are filled in with. */
export interface StepSubject {
  readonly path: string;
  readonly name: string;
  readonly service: string;
  readonly host?: string;
  readonly user?: string;
  readonly userId?: string;
  readonly sha256?: string;
  readonly executable?: string;
  readonly commandLine?: string;
  readonly pid?: string;
  readonly originalPath?: string;
  readonly addresses: readonly string[];
}

/** What to do next. */
export interface NextSteps {
  readonly osquery: readonly { readonly purpose: string; readonly statement: string }[];
  readonly shell: readonly { readonly purpose: string; readonly command: string }[];
  readonly response: readonly string[];
}

export function nextSteps(_: StepSubject): NextSteps {
  return { osquery: [], shell: [], response: [] };
}

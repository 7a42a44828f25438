/** What the next steps are about. An attacker may have chosen any of the strings. */
export interface StepSubject {
  /** The planted file's path, as in the event. */
  readonly path: string;
  /** The path's last component. */
  readonly name: string;
  /** A pattern of find for the name, if the log does not have it whole. */
  readonly namePattern?: string | undefined;
  /** The service that systemd generates for the file. */
  readonly service: string;
  readonly host?: string | undefined;
  readonly user?: string | undefined;
  readonly userId?: string | undefined;
  readonly sha256?: string | undefined;
  /** The program that wrote the file. */
  readonly executable?: string | undefined;
  readonly commandLine?: string | undefined;
  readonly pid?: string | undefined;
  /** The original path of a renamed file. */
  readonly originalPath?: string | undefined;
  /** Remote addresses that the session and the script communicated with. */
  readonly addresses: readonly string[];
}

/** Builds text from a process or user id, if the id is a number. */
export function withNumber(
  id: string | undefined,
  make: (digits: string) => string,
): string | undefined {
  return id !== undefined && /^\d{1,10}$/.test(id) ? make(id) : undefined;
}

/** The steps that have text, in order; the others would ask about something unknown. */
export function knownSteps<Purpose extends string>(
  textByPurpose: Readonly<Record<Purpose, string | undefined>>,
): readonly (readonly [Purpose, string])[] {
  const steps = Object.entries(textByPurpose) as [Purpose, string | undefined][];
  return steps.flatMap(([purpose, text]) => (text ? [[purpose, text] as const] : []));
}

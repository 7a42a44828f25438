import { unnamedScript } from '../lead/init-directory.js';
import type { ScriptCommand } from '../lead/script-command.js';

/** Characters of hosts and scripts that are remembered. Every command on any other script is a lead. */
const maxSeenCharacters = 16 * 1024 * 1024;

/** Characters of other texts that are remembered: names of scripts, and commands. */
const maxOtherCharacters = 8 * 1024 * 1024;

/** Remembers texts, up to a total length. */
class RememberedTexts {
  readonly #texts = new Set<string>();
  #space: number;

  /** @param space the most characters of all texts. */
  constructor(space: number) {
    this.#space = space;
  }

  add(text: string): void {
    if (!this.#texts.has(text) && this.reserve(text)) this.#texts.add(text);
  }

  has(text: string): boolean {
    return this.#texts.has(text);
  }

  /** Takes the space for a text. False if there is too little. */
  reserve({ length }: string): boolean {
    if (length > this.#space) return false;
    this.#space -= length;
    return true;
  }
}

/** The scripts that file events show, on each host. */
export class SeenScripts {
  readonly #seen = new RememberedTexts(maxSeenCharacters);

  /** Notes that a file event shows scripts. */
  see(host: string | undefined, scripts: readonly string[], entityId: string | undefined): void {
    for (const script of scripts) {
      const top = topLevel(script);
      this.#seen.add(keyOf(host, script));
      if (top !== script) this.#seen.add(keyOf(host, top));
      this.#seen.add(keyOf(host, unnamedScript));
      if (entityId !== undefined) this.#seen.add(keyOf(host, script, entityId));
    }
  }

  /** @param entityId of a process that must have written the script. */
  has(host: string | undefined, script: string, entityId?: string): boolean {
    return this.#seen.has(
      entityId === undefined ? keyOf(host, script) : keyOf(host, script, entityId),
    );
  }
}

/** Commands that are kept until the scan has ended. Any more are decided at once. */
const maxCommands = 10_000;

interface KeptCommand<Item> {
  readonly host: string | undefined;
  readonly command: ScriptCommand;
  readonly item: Item;
}

/**
 * Decides which commands are leads: those on scripts that no file event shows, anywhere in the scan. Memory is
 * bounded, and what does not fit can only add leads.
 *
 * @typeParam Item what a command is in the eyes of the caller.
 */
export class CommandLeads<Item> {
  readonly #seen: SeenScripts;
  /** Names of scripts that matches and other leads are about, on any host; and the space for commands. */
  readonly #named = new RememberedTexts(maxOtherCharacters);
  readonly #commands = new Map<string, KeptCommand<Item>>();
  #others = 0;

  constructor(seen: SeenScripts) {
    this.#seen = seen;
  }

  /** Notes that a match or a lead is about scripts. */
  name(scripts: readonly string[]): void {
    for (const script of scripts) this.#named.add(serviceName(script));
  }

  /**
   * Adds a command.
   *
   * @returns the commands that are leads already.
   */
  add(host: string | undefined, command: ScriptCommand, item: Item): readonly Item[] {
    const { entityId, text } = command;
    // Without an entity id, two events may be about two commands.
    this.#others += 1;
    const key = keyOf(host, entityId ?? `${this.#others}`, text);
    if (this.#commands.has(key)) return [];
    if (this.#commands.size < maxCommands && this.#named.reserve(key)) {
      this.#commands.set(key, { host, command, item });
      return [];
    }
    return command.condition !== 'named' && this.#isUnseen(host, command) ? [item] : [];
  }

  /** The commands that are leads, when the scan has ended. */
  finish(): readonly Item[] {
    const commands = [...this.#commands.values()];
    const direct = new Set(
      commands
        .filter(({ command }) => !command.isWrapped)
        .map(({ host, command }) => keyOf(host, command.text)),
    );
    const unseen = commands.filter(
      ({ host, command }) =>
        this.#isUnseen(host, command) &&
        // The program that runs a command has a process besides that of the command.
        !(command.isWrapped && direct.has(keyOf(host, command.text))),
    );
    const isNamed = ({ command: { scripts } }: KeptCommand<Item>): boolean =>
      scripts.some((script) => this.#named.has(serviceName(script)));
    const leads = unseen.filter(({ command }) => command.condition !== 'named');
    for (const { command } of leads) this.name(command.scripts);
    const named = unseen.filter((kept) => kept.command.condition === 'named' && isNamed(kept));
    return [...leads, ...named].map(({ item }) => item);
  }

  #isUnseen(host: string | undefined, { condition, scripts, entityId }: ScriptCommand): boolean {
    return scripts.some((script) =>
      condition === 'always'
        ? entityId === undefined || !this.#seen.has(host, script, entityId)
        : !this.#seen.has(host, script),
    );
  }
}

/** Texts as one, from which they can be told: each after its length. */
function keyOf(...parts: readonly (string | undefined)[]): string {
  let key = '';
  for (const part of parts) key += part === undefined ? '-' : `${part.length}:${part}`;
  return key;
}

/** The script or directory directly in /etc/init.d/. */
function topLevel(script: string): string {
  return script.split('/').slice(0, 4).join('/');
}

/** The name of the service that systemd makes of a script. */
function serviceName(script: string): string {
  return script.slice(script.lastIndexOf('/') + 1).replace(/\.(?:sh|service)$/, '');
}

import { createHash } from 'node:crypto';
import { unnamedScript } from '../lead/init-directory.js';
import type { ScriptCommand } from '../lead/script-command.js';

/** Commands that are kept until the scan has ended. Any more are decided at once. */
const maxCommands = 10_000;

/** Scripts in file events, by host, that are remembered. Every command on any others is a lead. */
const maxScripts = 200_000;

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
  /** Digests of hosts and scripts that file events show. */
  readonly #seen = new Set<string>();
  /** Names of scripts that matches and other leads are about, on any host. */
  readonly #named = new Set<string>();
  readonly #commands = new Map<string, KeptCommand<Item>>();
  #others = 0;

  /** Notes that a file event shows scripts. */
  see(host: string | undefined, scripts: readonly string[], entityId: string | undefined): void {
    for (const script of scripts) {
      this.#remember(this.#seen, digest(host, script));
      this.#remember(this.#seen, digest(host, topLevel(script)));
      this.#remember(this.#seen, digest(host, unnamedScript));
      if (entityId !== undefined) this.#remember(this.#seen, digest(host, script, entityId));
    }
  }

  /** Notes that a match or a lead is about scripts. */
  name(scripts: readonly string[]): void {
    for (const script of scripts) this.#remember(this.#named, digest(serviceName(script)));
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
    const key = digest(host, entityId ?? `${this.#others}`, text);
    if (this.#commands.has(key)) return [];
    if (this.#commands.size < maxCommands) {
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
        .map(({ host, command }) => digest(host, command.text)),
    );
    const unseen = commands.filter(
      ({ host, command }) =>
        this.#isUnseen(host, command) &&
        // The program that runs a command has a process besides that of the command.
        !(command.isWrapped && direct.has(digest(host, command.text))),
    );
    const isNamed = ({ command: { scripts } }: KeptCommand<Item>): boolean =>
      scripts.some((script) => this.#named.has(digest(serviceName(script))));
    const leads = unseen.filter(({ command }) => command.condition !== 'named');
    for (const { command } of leads) this.name(command.scripts);
    const named = unseen.filter((kept) => kept.command.condition === 'named' && isNamed(kept));
    return [...leads, ...named].map(({ item }) => item);
  }

  #isUnseen(host: string | undefined, { condition, scripts, entityId }: ScriptCommand): boolean {
    return scripts.some((script) =>
      condition === 'always'
        ? entityId === undefined || !this.#seen.has(digest(host, script, entityId))
        : !this.#seen.has(digest(host, script)),
    );
  }

  #remember(set: Set<string>, key: string): void {
    if (set.size < maxScripts) set.add(key);
  }
}

/** A short key, since names and paths may be of any length. */
function digest(...parts: readonly (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

/** The script or directory directly in /etc/init.d/. */
function topLevel(script: string): string {
  return script.split('/').slice(0, 4).join('/');
}

/** The name of the service that systemd makes of a script. */
function serviceName(script: string): string {
  return script.slice(script.lastIndexOf('/') + 1).replace(/\.(?:sh|service)$/, '');
}

import * as ecs from '../event/ecs.js';
import type { EventFields, Field } from '../event/fields.js';
import { initCommands } from './init-commands.js';
import { isInitDirectory, scriptOfStartLink, scriptPath, unnamedScript } from './init-directory.js';
import { tools } from './init-tools.js';
import {
  executedFile,
  invocationOf,
  isWrapper,
  type ProcessCommand,
  resolve,
  trustedArgs,
} from './invocation.js';
import { installsPackages, managesServices } from './package-scripts.js';
import { redirectionTargets, shellCommandText, shellWords } from './shell-text.js';
import { writtenFiles } from './written-files.js';

/** A command that concerns init scripts. */
export interface ScriptCommand {
  readonly kind: 'link' | 'no-file-event';
  /**
   * When it is a lead. `always`: unless the same process caused a file event; `unseen`: if no file event shows one of
   * the scripts; `named`: if also another lead or a match names it.
   */
  readonly condition: 'always' | 'unseen' | 'named';
  /** The scripts, by their paths under /etc/init.d/. */
  readonly scripts: readonly string[];
  readonly entityId: string | undefined;
  /** The command without those that only run it, such as sudo. */
  readonly text: string;
  /** Whether such a program runs it, so that the command has a process of its own. */
  readonly isWrapped: boolean;
}

/** Actions of processes that started to run a program. */
const runsProgram = /^(?:exec|exec_event|process_started|start)$/;

/** What a process event shows of a command on init scripts; undefined if nothing. */
export function scriptCommandOf(event: EventFields): ScriptCommand | undefined {
  if (ecs.eventAction.find(event, (action) => runsProgram.test(action)) === undefined)
    return undefined;
  const process = processOf(event, ownFields);
  if (process.args.length === 0) return undefined;
  const found = commandsOf(process);
  const [first] = found;
  if (first === undefined) return undefined;
  const parent = processOf(event, parentFields);
  if (installsPackages(parent)) return undefined;
  const condition = managesServices(parent) ? 'named' : conditionOf(found);
  const { tool, rest } = invocationOf(trustedArgs(process));
  return {
    kind: found.some(({ isLink }) => isLink) ? 'link' : 'no-file-event',
    condition,
    scripts: [...new Set(found.map(({ script }) => script))],
    entityId: ecs.processEntityId.first(event),
    text: JSON.stringify([tool, ...rest]),
    isWrapped: isWrapper(process),
  };
}

interface FoundCommand {
  readonly script: string;
  readonly isLink: boolean;
  readonly condition: ScriptCommand['condition'];
}

function conditionOf(found: readonly FoundCommand[]): ScriptCommand['condition'] {
  const conditions = found.map(({ condition }) => condition);
  if (conditions.includes('always')) return 'always';
  return conditions.includes('unseen') ? 'unseen' : 'named';
}

function commandsOf(process: ProcessCommand): FoundCommand[] {
  const { tool, rest, affectsOtherContext } = invocationOf(trustedArgs(process));
  if (affectsOtherContext) return [];
  const written = writtenFiles(tool, rest, (file) => resolve(process.workingDirectory, file));
  if (written.length > 0) {
    return written.flatMap(({ isLink, path }) => (isLink ? linkAt(path) : creationAt(path)));
  }
  const text = shellCommandText(tool, rest);
  if (text !== undefined) {
    return redirectionTargets(text, process.workingDirectory).flatMap((path) =>
      creationAt(path, true),
    );
  }
  const commands = Object.hasOwn(tools, tool) ? initCommands(process) : [];
  return commands.length > 0 ? commands.flatMap(managementOf) : startOf(process);
}

function creationAt(path: string, isExpanded: boolean = false): FoundCommand[] {
  const script = scriptPath(path);
  if (script === undefined) return [];
  const isNamed = !isExpanded || !/[$`*?[{]/.test(script);
  return [{ script: isNamed ? script : unnamedScript, isLink: false, condition: 'unseen' }];
}

function linkAt(path: string): FoundCommand[] {
  const script = scriptPath(path);
  if (script !== undefined) return [{ script, isLink: true, condition: 'always' }];
  const started = scriptOfStartLink(path);
  return started === undefined ? [] : [{ script: started, isLink: true, condition: 'unseen' }];
}

/** What a command of chmod, or of a tool that manages services, does to a script. */
function managementOf({
  kind,
  tool,
  target,
}: ReturnType<typeof initCommands>[number]): FoundCommand[] {
  switch (kind) {
    case 'make-executable': {
      const script = scriptPath(target);
      return script === undefined || isInitDirectory(target)
        ? []
        : [{ script, isLink: false, condition: 'unseen' }];
    }
    case 'enable':
    case 'start': {
      const registers = kind === 'enable' && tool !== 'systemctl';
      const name = target.slice(target.lastIndexOf('/') + 1);
      const condition = registers ? 'unseen' : 'named';
      return [{ script: `/etc/init.d/${name}`, isLink: false, condition }];
    }
    default:
      return [];
  }
}

/** A script that a process runs with an argument that starts it. */
function startOf(process: ProcessCommand): FoundCommand[] {
  const file = executedFile(process);
  const script = file === undefined ? undefined : scriptPath(file);
  if (script === undefined || !process.args.some((arg) => /^(?:re)?start$/.test(arg))) return [];
  return [{ script, isLink: false, condition: 'named' }];
}

/** The fields of a process from which its command is known. */
interface ProcessFields {
  readonly args: Field;
  readonly executable: Field;
  readonly commandLine: Field;
  readonly workingDirectory: Field | undefined;
}

const ownFields: ProcessFields = {
  args: ecs.processArgs,
  executable: ecs.processExecutable,
  commandLine: ecs.processCommandLine,
  workingDirectory: ecs.workingDirectory,
};

const parentFields: ProcessFields = {
  args: ecs.parentArgs,
  executable: ecs.parentExecutable,
  commandLine: ecs.parentCommandLine,
  workingDirectory: undefined,
};

/** The fields that commands are found by. */
export const commandFields: readonly Field[] = [
  ecs.eventAction,
  ecs.processEntityId,
  ...[ownFields, parentFields].flatMap((fields) =>
    Object.values(fields).filter((field) => field !== undefined),
  ),
];

function processOf(event: EventFields, fields: ProcessFields): ProcessCommand {
  const args = fields.args.values(event);
  const commandLine = fields.commandLine.first(event);
  return {
    args: args.length > 0 || commandLine === undefined ? args : shellWords(commandLine),
    executable: fields.executable.first(event),
    workingDirectory: fields.workingDirectory?.first(event),
  };
}

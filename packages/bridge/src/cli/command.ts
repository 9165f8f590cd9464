import type { Config } from '../config/read.ts';
import type { Option } from '../config/option.ts';

/** What a command gets to work with. */
export interface Invocation {
  readonly config: Config;
  /** Words after the command's name. */
  readonly words: readonly string[];
  /** The command's own flags, by name; a switch that was given is `true`. */
  readonly flags: ReadonlyMap<string, string | true>;
}

/** Exit code of the process. */
export type ExitCode = number;

export interface Command {
  readonly name: string;
  /** What stands behind the name in the help: `"TEXT"`, `list|show …`. */
  readonly takes: string;
  readonly summary: string;
  /** Flags only this command has. */
  readonly options: readonly Option<unknown>[];
  /** With verbs of its own, whose flags nobody should have to look for in the whole help. */
  readonly hasOwnHelp?: boolean;
  /** Loads the command's code and runs it: what is not asked for is not loaded. */
  readonly run: (invocation: Invocation) => Promise<ExitCode>;
}

import type { ClientEntry } from '../client-entry.ts';

/** A program that connects to MCP servers, and keeps somewhere which. */
export interface McpClient {
  /** What people call it. */
  readonly title: string;
  /** True when others get the same file, with the project it stands in. */
  readonly isShared: boolean;
  /** The entry as the client's own configuration has it: a whole JSON document. */
  snippet(name: string, entry: ClientEntry): string;
  /**
   * Looks what has to change so that the client has this entry under the name, or none. MUST change nothing yet.
   * Errors: `config_invalid` where the client's file is not understood, `invalid_input` for an entry it cannot use at all.
   */
  prepare(name: string, entry: ClientEntry | undefined): Promise<ClientChange | ByHand>;
}

export interface ClientChange {
  readonly what: 'add' | 'replace' | 'remove' | 'nothing';
  /** The file that changes. */
  readonly place: string;
  /**
   * Makes the change, wholly or not at all, and touches nothing else in the file. Resolves with the file that keeps the
   * former state, if there is one. Errors: `config_invalid`, also when somebody else changed it meanwhile.
   */
  apply(): Promise<string | undefined>;
}

/** Neither a file nor a command can do it: a person has to. */
export interface ByHand {
  readonly what: 'by hand';
  /** True when it would have been done, had the client's own program been here. */
  readonly isMissing?: boolean;
  readonly steps: string;
}

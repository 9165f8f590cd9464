import type { Scope } from '../../domain/principal.ts';

/** What an argument names, where values for it can be found. */
export type ArgumentKind = 'instance' | 'conversation' | 'task';

export interface PromptArgument {
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  readonly kind?: ArgumentKind;
  /** A whole number from 0. */
  readonly isNumber?: boolean;
}

/** One MCP prompt: something a person starts, which the model then does with the tools. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What the tools it leads to need. */
  readonly scope: Scope;
  readonly arguments: readonly PromptArgument[];
  /** Required arguments are there, numbers are numbers, and nothing is blank. */
  say(given: Readonly<Record<string, string>>): string;
}

export const instanceArgument: PromptArgument = {
  name: 'instance',
  description: 'The OpenClaw instance; without it the default one.',
  kind: 'instance',
};

/** A value in the text of a prompt: as JSON, so that nothing in it reads like an instruction of ours. */
export function quoted(value: string): string {
  return JSON.stringify(value);
}

/** Names the instance for the tools, where one was given. */
export function onInstance({ instance }: Readonly<Record<string, string>>): string {
  return instance === undefined ? '' : ` Pass instance ${quoted(instance)} to every tool.`;
}

import type * as z from 'zod';
import type { Failure } from '../../domain/failure.ts';
import type { StopSignal } from '../../domain/port/stop-signal.ts';
import type { Principal, Scope } from '../../domain/principal.ts';
import type { LiveProgress, Origin, Task } from '../../domain/task.ts';
import type { Voice } from '../../domain/voice.ts';
import type { Verbs } from '../../usecases/verbs.ts';
import type { NeedsPerson, Person } from './person.ts';

/** Who calls, and through which door. */
export interface Caller {
  readonly principal: Principal;
  readonly origin: Origin;
}

/** A call whose caller waits for its answer. */
export interface ToolCall extends Caller {
  /** Aborts when the caller cancels; not when its connection breaks, because then the answer is still wanted. */
  readonly signal: StopSignal;
  /** Aborts also when the connection breaks or the session ends: whoever only looks or waits need not go on. */
  readonly gone: StopSignal;
  readonly onProgress: (progress: LiveProgress) => void;
  /** Undefined when nobody can be asked through this client. */
  readonly person?: Person;
  /** When the call came. Milliseconds since 1970. */
  readonly now: number;
  /** Of clawbridge. */
  readonly version: string;
  /** How answers are made for the ear; of doors that offer the voice set. */
  readonly voice?: Voice;
  /** The device that asks, as it names itself. */
  readonly serial?: string;
  /** Calls `act` once the answer is on its way to the caller, or `orElse` once it is sure that it gets none; never both. */
  readonly whenWritten: (act: () => void, orElse: () => void) => void;
}

/** All four are always said: clients decide by them what needs a confirmation. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** One MCP tool. The schemas are functions, so that nothing is built before a client asks. */
export interface Tool<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly title: string;
  /** For the model: what it does, when to use it and when not. */
  readonly description: string;
  /** What its caller must be allowed to do. */
  readonly scope: Scope;
  readonly annotations: ToolAnnotations;
  readonly input: () => Input;
  readonly output: () => Output;
  run(verbs: Verbs, input: z.output<Input>, call: ToolCall): Promise<z.input<Output> | NeedsPerson>;
  /**
   * The same for a caller that takes a task instead: resolves once the task is durable. Only tools that answer what
   * the task source says of a settled task can be begun.
   */
  begin?(verbs: Verbs, input: z.output<Input>, caller: Caller): Promise<Task>;
  /** An answer in place of the failure, for callers who could do nothing with one. */
  failed?(failure: Failure, call: Pick<ToolCall, 'voice'>): z.input<Output>;
  /** A text of its own before that of the data. */
  head?(output: z.input<Output>): string;
  /** The only text, with the data in it. */
  text?(output: z.input<Output>): string;
}

/** Keeps the types of a tool's schemas and its `run` together. */
export function defineTool<Input extends z.ZodType, Output extends z.ZodType>(
  tool: Tool<Input, Output>,
): Tool {
  return tool as unknown as Tool;
}

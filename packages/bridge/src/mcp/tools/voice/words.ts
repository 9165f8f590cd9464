import type { FailureCode } from '../../../domain/failure.ts';
import type { PlainWords } from './plain-text.ts';

/** A tool as a model is told of it. */
export interface ToolWords {
  readonly title: string;
  readonly description: string;
}

/** Everything people hear of the voice tools, and models read of them, in one language and with one assistant's name. */
export interface Words {
  readonly processIntent: ToolWords;
  readonly getTaskResult: ToolWords;
  readonly askJarvis: ToolWords;
  readonly executeTask: ToolWords;
  readonly getStatus: ToolWords;
  readonly fields: {
    readonly intent: string;
    readonly context: string;
    readonly userId: string;
    readonly callbackChannel: string;
    readonly taskId: string;
    readonly page: string;
    readonly question: string;
    readonly taskDescription: string;
    readonly parameters: string;
  };
  /** For a client that reads it once, at the beginning. */
  readonly instructions: string;
  readonly plain: PlainWords;

  /** What the agent is told besides the question. */
  readonly aboutContext: (context: string) => string;
  readonly aboutUser: (user: string) => string;
  readonly aboutParameters: (parameters: string) => string;
  readonly answerAloud: string;
  readonly reportAloud: string;

  readonly handedOver: (number: number) => string;
  /** Whom the question names cannot be told of its end. */
  readonly untold: string;
  readonly workedOn: (number: number | undefined) => string;
  /** There is another page. */
  readonly more: (page: number) => string;
  /** Not the whole page could be said. */
  readonly again: (page: number, number: number | undefined) => string;
  /** An answer without words. */
  readonly nothing: string;
  readonly alsoDone: (number: number, result: string) => string;
  readonly alsoFailed: (number: number, reason: string) => string;
  /** The result was cut. */
  readonly alsoMore: (number: number) => string;
  readonly othersWait: (count: number) => string;
  readonly slow: string;
  readonly failures: Readonly<Record<FailureCode, string>>;
}

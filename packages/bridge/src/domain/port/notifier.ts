import type { Notice, NotifyTarget } from '../notice.ts';

/** Tells somebody that a task has ended. */
export interface Notifier {
  /**
   * Whether the target can be told at all: called before a task is accepted. Throws a Failure (`invalid_input`) that says
   * what is wrong with it: a name nobody configured, an address that is not allowed.
   */
  check(target: NotifyTarget): void;
  /**
   * Resolves when the receiver has taken the notice. Rejects with a Failure whose `retryable` says whether repeating may
   * help. MUST pass the notice's id on, because a notice may come twice. MUST end by itself within a minute.
   */
  notify(target: NotifyTarget, notice: Notice): Promise<void>;
}

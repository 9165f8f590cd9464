import type { Argv } from '../domain/service-plan.ts';

/** What a service manager's ways need of the machine. */
export interface Machine {
  /** Runs a program to its end, without a shell. Errors: `service_failed` when there is no such program. */
  run(argv: Argv): Promise<Ran>;
  /** Starts a program that goes on when we end. Errors: `service_failed`. */
  leave(argv: Argv): Promise<void>;
  /** Undefined when there is no such file, or we may not read it. */
  read(file: string): string | undefined;
  isAlive(pid: number): boolean;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

import { isAlike, type Principal } from '../domain/principal.ts';
import type { Gate } from './gate.ts';

/** Somebody who was let in and is still there, as long as his stream is open. */
export interface Stay {
  readonly request: Request;
  readonly principal: Principal;
  /** He has to leave. */
  end(): void;
}

/** Those who stay. What let them in may be taken back while they do. */
export interface Stays {
  /** The returned function says that he left by himself. */
  add(stay: Stay): () => void;
  close(): void;
}

export interface StaysOptions {
  readonly gate: Gate;
  readonly intervalMs: number;
}

/** Asks at the gate again, from time to time, for everybody who is still there: would he be let in now, and as the same? */
export function createStays({ gate, intervalMs }: StaysOptions): Stays {
  const stays = new Set<Stay>();
  const asking = setInterval(() => {
    for (const stay of stays) {
      // A store that is away takes nothing back.
      mayStay(stay).then(
        (may) => may || stay.end(),
        () => {},
      );
    }
  }, intervalMs).unref();

  return {
    add(stay) {
      stays.add(stay);
      return () => {
        stays.delete(stay);
      };
    },
    close: () => clearInterval(asking),
  };

  async function mayStay({ request, principal }: Stay): Promise<boolean> {
    const admission = await gate(request);
    return !(admission instanceof Response) && isAlike(admission.principal, principal);
  }
}

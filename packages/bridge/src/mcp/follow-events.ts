import type { LoggedEvent } from '../domain/event.ts';
import { holds, type Principal } from '../domain/principal.ts';
import type { Background } from '../usecases/background.ts';
import { isVisible } from '../usecases/hear.ts';
import type { Verbs } from '../usecases/verbs.ts';

/** A store that cannot be read now is asked again: nobody else would. */
const AGAIN_MS = 5_000;

export interface EventDoor {
  /** Resolves when the bridge is open. */
  readonly verbs: () => Promise<Verbs>;
  readonly principal: Principal;
  /** For what nobody waits for. */
  readonly background: Background;
}

/** Follows what a principal may hear of, for one connection. */
export interface EventFollower {
  /**
   * Resolves once nothing that happens from now on is missed. Rejects with why that cannot be now; it is logged once, and
   * tried again until `stop`.
   */
  start(): Promise<void>;
  stop(): void;
}

/** The listener is called with each event in order, and must not throw. */
export function createEventFollower(
  { verbs, principal, background }: EventDoor,
  listener: (event: LoggedEvent, verbs: Verbs) => void,
): EventFollower {
  /** Names the present following, so that one which was stopped while it began ends by itself. */
  let present: object | undefined;
  let started: Promise<void> = Promise.resolve();
  let leave = () => {};
  let again: NodeJS.Timeout | undefined;
  let failing = false;

  return {
    async start() {
      if (present === undefined) attempt((present = {}));
      await started;
    },
    stop() {
      present = undefined;
      clearTimeout(again);
      leave();
      leave = () => {};
    },
  };

  function attempt(mine: object): void {
    started = begin(mine);
    background('follow events', () => started.then(succeeded, (thrown: unknown) => failed(mine, thrown)));
  }

  function succeeded(): void {
    failing = false;
  }

  /** Throws the first time only: what fails every few seconds need not fill the diary. */
  function failed(mine: object, thrown: unknown): void {
    if (mine !== present) return;
    again = setTimeout(attempt, AGAIN_MS, mine).unref();
    if (failing) return;
    failing = true;
    throw thrown;
  }

  async function begin(mine: object): Promise<void> {
    const opened = await verbs();
    if (mine !== present) return;
    opened.listen();
    const stopFollowing = await opened.feed.follow((event) => {
      if (mine === present && mayHear(event, principal)) listener(event, opened);
    });
    if (mine === present) leave = stopFollowing;
    else stopFollowing();
  }
}

/** What belongs to nobody is read with the scope for it; what is his own, everybody hears. */
function mayHear(event: LoggedEvent, principal: Principal): boolean {
  return isVisible(event, principal) && (event.principal !== undefined || holds(principal, 'read'));
}

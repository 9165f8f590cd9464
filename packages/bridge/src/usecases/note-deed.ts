import type { AuditRecord, Deed } from '../domain/audit-record.ts';
import { cutText } from '../domain/cut-text.ts';
import type { AuditLog } from '../domain/port/audit-log.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { Log } from '../domain/port/log.ts';
import { toFailure, type FailureCode } from '../domain/failure.ts';
import type { Background } from './background.ts';

/** A thousand deeds a second shall not make a thousand commits. */
const TOGETHER_MS = 200;

/** A store that cannot take them now is asked again. */
const AGAIN_MS = 2_000;

/** More are not kept in hand while the store is away: the oldest are then lost, and the log says so. */
const MOST_IN_HAND = 10_000;

/** A client names itself. */
const MAX_CLIENT_CHARS = 200;

export interface NotedDeeds {
  /** Nobody waits for it, and nothing fails because it cannot be noted. */
  note(deed: Deed): void;
  /** Stores what is in hand still; what the store does not take is lost, and the log says how many. */
  close(): Promise<void>;
}

export interface NoteDeedDeps {
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
  readonly background: Background;
  readonly log: Log;
  readonly most?: number;
}

/** Writes down who did what, a few at a time. */
export function createNoteDeed({
  audit,
  clock,
  background,
  log,
  most = MOST_IN_HAND,
}: NoteDeedDeps): NotedDeeds {
  let inHand: AuditRecord[] = [];
  let cancelStoring: (() => void) | undefined;
  let storing = Promise.resolve();
  let isClosed = false;

  return {
    note(deed) {
      if (isClosed) return sayLost(1);
      inHand.push({ ...withIdsOnly(deed), at: clock.now() });
      if (inHand.length > most) lose();
      cancelStoring ??= clock.after(TOGETHER_MS, storeSoon);
    },
    async close() {
      isClosed = true;
      cancelStoring?.();
      await store().catch((thrown: unknown) => sayLost(inHand.length, toFailure(thrown).code));
    },
  };

  function storeSoon(): void {
    background('note what was done', async () => {
      try {
        await store();
        cancelStoring = inHand.length > 0 ? storeIn(TOGETHER_MS) : undefined;
      } catch (thrown) {
        cancelStoring = storeIn(AGAIN_MS);
        throw toFailure(thrown);
      }
    });
  }

  function storeIn(ms: number): (() => void) | undefined {
    return isClosed ? undefined : clock.after(ms, storeSoon);
  }

  /** After what is being stored, so that whoever waits for this one has waited for all. */
  function store(): Promise<void> {
    storing = storing.catch(() => {}).then(storeInHand);
    return storing;
  }

  /** All of one moment, which the store takes in one commit. Those it did not take stay in hand. */
  async function storeInHand(): Promise<void> {
    const taken = inHand;
    inHand = [];
    const results = await Promise.allSettled(taken.map((record) => audit.append(record)));
    const refused = taken.filter((_, index) => results[index]?.status === 'rejected');
    inHand = [...refused, ...inHand];
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  function sayLost(lost: number, code?: FailureCode): void {
    log.error({ lost, code }, 'the last audit records could not be stored: they are lost');
  }

  function lose(): void {
    inHand = inHand.slice(-Math.floor(most / 2));
    log.error({ kept: inHand.length }, 'the store takes no audit records: the oldest of them are lost');
  }
}

/** An id somebody passed may be any text: what does not look like one is not kept. */
function withIdsOnly({ target, client, ...deed }: Deed): Deed {
  return {
    ...deed,
    ...(target !== undefined && /^[\w.:/@-]{1,200}$/.test(target) ? { target } : {}),
    ...(client === undefined ? {} : { client: cutText(client, MAX_CLIENT_CHARS) }),
  };
}

import type { Client } from 'pg';
import { delayBefore } from '../../domain/backoff.ts';
import { coalesce } from './coalesce.ts';

export const CHANNEL = 'clawbridge';
/** What is told here is itself the news. */
export const LIVE_CHANNEL = 'clawbridge_live';

/** Many processes that tell at once are heard as one. */
const HEAR_EVERY_MS = 10;
/** A process may die between its commit and telling of it, and a connection may be dead without having broken. */
const LOOK_EVERY_MS = 2_000;
const RECONNECT = { initialMs: 50, factor: 2, maxMs: 2_000 };

/**
 * Calls back after another process told of a change. A connection of its own listens; when it breaks it is made anew,
 * and everybody is called, because nobody knows what was missed.
 * @param me what this process tells: it is not told of its own changes
 */
export function createWatch(createClient: () => Client, me: string) {
  const listeners = new Set<() => void>();
  const hearers = new Set<(payload: string) => void>();
  const callAll = coalesce(() => {
    for (const listener of listeners) listener();
  }, HEAR_EVERY_MS);
  let client: Client | undefined;
  let looking: NodeJS.Timeout | undefined;
  let failures = 0;
  let isOver = false;

  return {
    listen,
    watch(listener: () => void): () => void {
      listeners.add(listener);
      looking ??= setInterval(callAll, LOOK_EVERY_MS).unref();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(looking);
        looking = undefined;
      };
    },
    /** Calls back with whatever is told on the live channel, also by this process. Returns how to stop. */
    hear(hearer: (payload: string) => void): () => void {
      hearers.add(hearer);
      return () => {
        hearers.delete(hearer);
      };
    },
    async close(): Promise<void> {
      isOver = true;
      hearers.clear();
      clearInterval(looking);
      listeners.clear();
      callAll.end();
      await client?.end();
    },
  };

  async function listen(): Promise<void> {
    const next = createClient();
    const ended = new Promise<void>((resolve) => {
      next.once('end', resolve);
    });
    // The end follows.
    next.on('error', () => {});
    next.on('notification', ({ channel, payload = '' }) => {
      if (channel === LIVE_CHANNEL) for (const hearer of hearers) hearer(payload);
      else if (payload !== me) callAll();
    });
    try {
      await next.connect();
      await next.query(`LISTEN ${CHANNEL}; LISTEN ${LIVE_CHANNEL}`);
    } catch (thrown) {
      next.end().catch(() => {});
      throw thrown;
    }
    if (isOver) return await next.end();
    client = next;
    failures = 0;
    // As with a file, listening alone keeps no process alive. The types do not know of it.
    (next as Client & { unref(): void }).unref();
    ended.then(listenAgain, listenAgain);
  }

  function listenAgain(): void {
    if (isOver) return;
    client = undefined;
    setTimeout(
      () => {
        if (!isOver) listen().then(callAll, listenAgain);
      },
      delayBefore(failures++, RECONNECT, Math.random()),
    ).unref();
  }
}

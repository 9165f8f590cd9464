import { randomUUID } from 'node:crypto';
import type { Backplane } from '../../domain/port/backplane.ts';
import type { Connection } from './connection.ts';
import { createGroup } from './group.ts';
import { createAssembly, piecesOf } from './pieces.ts';
import { LIVE_CHANNEL } from './watch.ts';

/** What waits on its way to the server: more than that is lost. Characters of JSON. */
const MOST_WAITING = 8_000_000;

/** Nothing is lost with it that matters, so it need not wait for the disk. */
const NOTIFY = {
  name: 'notify_live',
  text: `SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, piece)
    FROM unnest($2::text[]) WITH ORDINALITY AS told (piece, place) ORDER BY place`,
};

/**
 * Over notifications, on the connection that hears of changes. What is published in one moment, or while the notification
 * before is on its way, travels together.
 */
export function createBackplane({ run, hear }: Connection): Backplane {
  const me = randomUUID();
  const listeners = new Set<(message: unknown) => void>();
  let waiting = 0;
  hear(
    createAssembly(me, (text) => {
      for (const message of messagesIn(text)) for (const listener of listeners) listener(message);
    }),
  );

  const tellOne = createGroup<string, void>({
    async send(messages) {
      await tell(piecesOf(`[${messages.join()}]`, me));
      for (const { length } of messages) waiting -= length;
      return messages.map(() => {});
    },
    sizeOf: (message) => message.length,
  });

  return {
    publish(message) {
      const json = JSON.stringify(message) ?? 'null';
      if (waiting > 0 && waiting + json.length > MOST_WAITING) return;
      waiting += json.length;
      // Sending has no failures: what does not arrive is lost.
      tellOne(json).catch(() => {});
    },
    listen(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };

  /** Where the server is away, or it is not known whether it heard, nobody hears it again. */
  function tell(pieces: readonly string[]): Promise<unknown> {
    return run(
      async (ask, maybeDone) => (maybeDone ? [] : await ask(NOTIFY, [LIVE_CHANNEL, pieces])),
      0,
    ).catch(() => {});
  }
}

/** None where another version, or somebody else, has told it. */
function messagesIn(text: string): readonly unknown[] {
  try {
    const messages: unknown = JSON.parse(text);
    return Array.isArray(messages) ? messages : [];
  } catch {
    return [];
  }
}

import type { EventStore, JSONRPCMessage } from '@modelcontextprotocol/server';

/** A client that lost its stream comes back within seconds; older messages have been read. */
const KEPT_MESSAGES = 256;
const KEPT_CHARS = 4_000_000;

interface Sent {
  readonly id: string;
  readonly streamId: string;
  readonly message: JSONRPCMessage;
  readonly chars: number;
}

/** The last messages of one session, so that a broken stream can be resumed by `Last-Event-ID`. Bounded. */
export function createReplay(): EventStore {
  const sent: Sent[] = [];
  let next = 0;
  let chars = 0;

  return {
    async storeEvent(streamId, message) {
      const id = String(next++);
      const entry = { id, streamId, message, chars: weigh(message) };
      sent.push(entry);
      chars += entry.chars;
      while (sent.length > KEPT_MESSAGES || (chars > KEPT_CHARS && sent.length > 1))
        chars -= sent.shift()?.chars ?? 0;
      return id;
    },
    async getStreamIdForEventId(id) {
      return sent.find((one) => one.id === id)?.streamId;
    },
    async replayEventsAfter(lastId, { send }) {
      const from = sent.findIndex((one) => one.id === lastId);
      const streamId = sent[from]?.streamId;
      if (streamId === undefined) throw new Error(`Event ${lastId} is no longer known.`);
      for (const one of sent.slice(from + 1)) if (one.streamId === streamId) await send(one.id, one.message);
      return streamId;
    },
  };
}

/** Characters of a message's texts, near enough: writing it out as JSON would cost more than keeping it. */
function weigh(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || depth > 5) return 8;
  let sum = 16;
  for (const one of Object.values(value)) sum += weigh(one, depth + 1);
  return sum;
}

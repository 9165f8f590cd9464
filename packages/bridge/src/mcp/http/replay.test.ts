import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { createReplay } from './replay.ts';

const message = (text: string): JSONRPCMessage => ({ jsonrpc: '2.0', method: 'note', params: { text } });

type Replay = ReturnType<typeof createReplay>;

/** Ids and texts a client gets that comes back with `lastId`. */
async function replayed(replay: Replay, lastId: string): Promise<readonly (readonly [string, unknown])[]> {
  const got: (readonly [string, unknown])[] = [];
  await replay.replayEventsAfter(lastId, {
    async send(id, sent) {
      got.push([id, (sent as { params?: { text?: unknown } }).params?.text]);
    },
  });
  return got;
}

describe('the replay of a broken stream', () => {
  it('gives what came after the last message seen, in order, of this stream only', async () => {
    const replay = createReplay();
    const a = await replay.storeEvent('s1', message('a'));
    await replay.storeEvent('s2', message('other'));
    const b = await replay.storeEvent('s1', message('b'));
    const c = await replay.storeEvent('s1', message('c'));
    expect(await replayed(replay, a)).toEqual([
      [b, 'b'],
      [c, 'c'],
    ]);
    expect(await replayed(replay, c)).toEqual([]);
  });

  it('knows the stream of a message', async () => {
    const replay = createReplay();
    const id = await replay.storeEvent('s1', message('a'));
    expect(await replay.replayEventsAfter(id, { send: async () => {} })).toBe('s1');
    expect(await replay.getStreamIdForEventId?.(id)).toBe('s1');
    expect(await replay.getStreamIdForEventId?.('99')).toBeUndefined();
  });

  it('gives every message an id of its own', async () => {
    const replay = createReplay();
    const ids = await Promise.all(['a', 'b', 'c'].map((text) => replay.storeEvent('s1', message(text))));
    expect(new Set(ids).size).toBe(3);
  });

  it('refuses an id it does not know rather than leave a hole unseen', async () => {
    const replay = createReplay();
    await expect(replayed(replay, '7')).rejects.toThrow('Event 7 is no longer known.');
  });

  it('keeps 256 messages', async () => {
    const replay = createReplay();
    const ids: string[] = [];
    for (let i = 0; i < 300; i++) ids.push(await replay.storeEvent('s1', message(`${i}`)));
    await expect(replayed(replay, ids[43]!)).rejects.toThrow(/no longer known/);
    expect(await replayed(replay, ids[44]!)).toHaveLength(255);
  });

  it('keeps no more than about four million characters, however they are nested', async () => {
    const replay = createReplay();
    const big = (): JSONRPCMessage => ({
      jsonrpc: '2.0',
      id: 1,
      result: { content: [{ type: 'text', text: 'x'.repeat(1_500_000) }] },
    });
    const [a, b, c] = [
      await replay.storeEvent('s1', big()),
      await replay.storeEvent('s1', big()),
      await replay.storeEvent('s1', big()),
    ];
    await expect(replayed(replay, a)).rejects.toThrow(/no longer known/);
    expect((await replayed(replay, b)).map(([id]) => id)).toEqual([c]);
  });

  it('keeps the last message however large it is', async () => {
    const replay = createReplay();
    const id = await replay.storeEvent('s1', message('x'.repeat(5_000_000)));
    expect(await replay.getStreamIdForEventId?.(id)).toBe('s1');
    await replay.storeEvent('s1', message('small'));
    expect(await replay.getStreamIdForEventId?.(id)).toBeUndefined();
  });

  it('copes with a message nested without end', async () => {
    const replay = createReplay();
    const knot: Record<string, unknown> = {};
    knot['self'] = knot;
    const id = await replay.storeEvent('s1', { jsonrpc: '2.0', method: 'note', params: knot });
    expect(await replay.getStreamIdForEventId?.(id)).toBe('s1');
  });
});

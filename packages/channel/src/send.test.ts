import { MAX_TEXT_CHARS } from '@clawbridge/wire';
import type { SendContext } from 'openclaw/plugin-sdk/channel-outbound';
import { describe, expect, it } from 'vitest';
import type { Parcel } from './parcel.ts';
import { createSend } from './send.ts';

function makeWorld() {
  const sent: Parcel[] = [];
  const events: string[] = [];
  const send = createSend({
    post: {
      async send(parcel) {
        events.push('sent');
        sent.push(parcel);
        return `entry ${sent.length}`;
      },
    },
    load: async (url) => ({ name: url, type: 'text/plain', base64: '' }),
  });
  const to: SendContext = { cfg: {}, to: 'clawbridge:Bob.T1', deliveryQueueId: 'q1', replyToId: 'm1' };
  return { sent, events, send, to };
}

describe('what core has us send', () => {
  it('names its part of the queue, whom it is for and what it answers', async () => {
    const { sent, send, to } = makeWorld();
    expect(await send({ ...to, text: 'hi' })).toBe('entry 1');
    await send({ ...to, text: 'hi' });
    expect(sent[0]?.frame).toMatchObject({
      type: 'reply',
      to: 'bob.t1',
      turn: 'm1',
      text: 'hi',
      isFinal: true,
    });
    expect(sent[1]).toEqual(sent[0]);
    await send({ ...to, text: 'on the way', deliveryPartIndex: 1 }, { isFinal: false });
    expect(sent[2]?.frame).toMatchObject({ isFinal: false });
    expect(sent[2]?.frame.nonce).not.toBe(sent[0]?.frame.nonce);
  });

  it('is begun only when all of it is there', async () => {
    const { events, send, to } = makeWorld();
    await send({ ...to, text: 'hi', onPlatformSendDispatch: async () => void events.push('begun') });
    expect(events).toEqual(['begun', 'sent']);
  });

  it('goes in pieces where it is too long for one, and only the last one ends the turn', async () => {
    const { sent, send, to } = makeWorld();
    const text = `${'a'.repeat(MAX_TEXT_CHARS - 1)}😀${'b'.repeat(MAX_TEXT_CHARS)}`;
    const mediaUrls = Array.from({ length: 12 }, (_, n) => `file${n}.txt`);
    await send({ ...to, payload: { text, mediaUrls } });
    const frames = sent.map(({ frame }) => frame).filter((frame) => frame.type === 'reply');
    expect(frames.map((frame) => frame.text).join('')).toBe(text);
    expect(frames.map((frame) => frame.isFinal)).toEqual([false, false, true]);
    expect(new Set(frames.map(({ nonce }) => nonce)).size).toBe(3);
    expect(sent.map(({ files }) => files.length)).toEqual([10, 2, 0]);
  });

  it('is an approval where core asks for one', async () => {
    const { sent, send, to } = makeWorld();
    const asked = { id: 'a1', what: 'rm', choices: ['deny'] };
    await send({ ...to, payload: { text: 'May I?', channelData: { clawbridge: { asked } } } });
    await send({
      ...to,
      payload: { channelData: { clawbridge: { decided: { id: 'a1', decision: 'deny' } } } },
    });
    expect(sent.map(({ frame }) => frame)).toMatchObject([
      { type: 'approval', nonce: 'asked:a1', approval: asked },
      { type: 'decided', nonce: 'decided:a1', approval: 'a1', decision: 'deny' },
    ]);
  });
});

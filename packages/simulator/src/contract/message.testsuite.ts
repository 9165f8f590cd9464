import { expect } from 'vitest';
import { failure, fresh, type Contract } from './contract.ts';

/** `send`: texts to people, over a channel. */
export function messageContract(contract: Contract): void {
  const message = (over: object = {}) => ({
    channel: contract.gateway.channel,
    to: fresh('bob'),
    message: 'hi',
    idempotencyKey: fresh('message'),
    ...over,
  });
  const sentTo = async (to: string) => (await contract.gateway.sent()).filter((one) => one.to === to);

  contract.prove(['message.sent', 'message.replay'], 'sends a text, each key once', async () => {
    const client = await contract.connect();
    const other = await contract.connect();
    const hi = message({ threadId: '7' });
    const receipt = {
      runId: hi.idempotencyKey,
      messageId: expect.any(String),
      channel: contract.gateway.channel,
    };
    const answers = await Promise.all([client.call('send', hi), other.call('send', hi)]);
    expect(answers[0]).toEqual(receipt);
    const again = await client.call('send', { ...hi, message: 'other', accountId: 'default' });
    expect([answers[1], again]).toEqual([answers[0], answers[0]]);
    expect(await sentTo(hi.to)).toMatchObject([{ text: 'hi', threadId: '7' }]);

    const bySecond = await client.call('send', { ...hi, accountId: 'second' });
    expect(bySecond).toEqual(receipt);
    expect(bySecond['messageId']).not.toBe(again['messageId']);
    expect(await sentTo(hi.to)).toMatchObject([{}, { accountId: 'second' }]);
  });

  contract.prove(['message.refused'], 'wants everything a text needs', async () => {
    const client = await contract.connect();
    const refusal = async (over: object) => (await failure(client.call('send', message(over)))).shape;
    const refused = (text: string) => ({ code: 'INVALID_REQUEST', message: text });
    expect(await refusal({ to: undefined })).toEqual(
      refused("invalid send params: must have required property 'to'"),
    );
    expect(await refusal({ to: '' })).toEqual(
      refused('invalid send params: at /to: must not have fewer than 1 characters'),
    );
    expect(await refusal({ idempotencyKey: undefined })).toEqual(
      refused("invalid send params: must have required property 'idempotencyKey'"),
    );
    expect(await refusal({ threadId: 7 })).toEqual(
      refused('invalid send params: at /threadId: must be string'),
    );
    for (const text of ['', undefined]) {
      expect(await refusal({ message: text })).toEqual(
        refused('invalid send params: text or media is required'),
      );
    }
    expect(await refusal({ channel: 'pigeon' })).toEqual(refused('unsupported channel: pigeon'));
    expect((await refusal({ channel: 'webchat' })).message).toMatch(
      /^unsupported channel: webchat \(internal-only\)/,
    );
    const reader = await contract.connect({ scopes: ['operator.read'] });
    expect((await failure(reader.call('send', message()))).shape).toMatchObject({
      details: { missingScope: 'operator.write' },
    });
  });

  contract.prove(['message.queued'], 'keeps what it cannot deliver', async () => {
    const client = await contract.connect();
    const hopeless = message({ to: 'nobody' });
    const { shape } = await failure(client.call('send', hopeless));
    expect(shape).toEqual({
      code: 'UNAVAILABLE',
      message: 'OutboundDeliveryError: nobody is there',
      details: { code: 'OUTBOUND_DELIVERY_QUEUED' },
    });
    expect((await failure(client.call('send', { ...hopeless, to: fresh('bob') }))).shape).toEqual(shape);
  });

  contract.prove(['message.files'], 'sends files, and answers', async () => {
    const client = await contract.connect();
    const [see, only, both] = [
      message({ message: 'see', mediaUrl: 'https://example.com/a.png', replyToId: 'm-1' }),
      message({ message: undefined, mediaUrl: 'https://example.com/a.png' }),
      message({ mediaUrls: ['https://example.com/a.png', 'https://example.com/b.png'] }),
    ];
    for (const one of [see, only, both]) await client.call('send', one);
    expect(await sentTo(see.to)).toMatchObject([
      { text: 'see', mediaUrl: 'https://example.com/a.png', replyToId: 'm-1' },
    ]);
    expect(await sentTo(only.to)).toMatchObject([{ text: '', mediaUrl: 'https://example.com/a.png' }]);
    expect(await sentTo(both.to)).toMatchObject([
      { text: 'hi', mediaUrl: 'https://example.com/a.png' },
      { text: '', mediaUrl: 'https://example.com/b.png' },
    ]);
    const wrong = await failure(client.call('send', message({ mediaUrls: 'a.png' })));
    expect(wrong.shape.message).toBe('invalid send params: at /mediaUrls: must be array');
  });

  contract.prove(['message.mirror'], 'remembers in the session what was sent for it', async () => {
    const client = await contract.connect();
    const sessionKey = `agent:main:telegram:${fresh('mirror')}`;
    await contract.gateway.seedConversation({ sessionKey, channel: 'telegram', to: 'alice' });
    await client.call('sessions.messages.subscribe', { key: sessionKey });
    const hi = message({ sessionKey });
    await client.call('send', hi);
    const told = { role: 'assistant', content: [{ type: 'text', text: 'hi' }], model: 'delivery-mirror' };
    expect(await client.event('session.message')).toMatchObject({
      sessionKey,
      messageSeq: 1,
      message: { ...told, idempotencyKey: hi.idempotencyKey },
      lastTo: hi.to,
    });
    await client.call('send', hi);
    await client.call('send', message({ to: hi.to, sessionKey, mediaUrl: 'https://example.com/a.png' }));
    expect(await client.call('chat.history', { sessionKey })).toMatchObject({
      messages: [told, { ...told, content: [{ text: 'hi\na.png' }] }],
    });
    expect(await client.call('sessions.describe', { key: sessionKey })).toMatchObject({
      session: { deliveryContext: { channel: contract.gateway.channel, to: hi.to } },
    });
    const short = fresh('short');
    await client.call('send', message({ sessionKey: short }));
    expect(await client.call('sessions.describe', { key: short })).toEqual({ session: null });
  });
}

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
}

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Conversations } from '../domain/port/conversations.ts';
import type { MessageSender, OutgoingMessage } from '../domain/port/message-sender.ts';

/** A gateway with a channel, whose recipient `nobody` cannot be reached. */
export interface SenderSetup {
  readonly sender: MessageSender & Conversations;
  readonly channel: string;
  /** What went out over the channel. */
  sent(): Promise<readonly { readonly to: string; readonly text: string }[]>;
  teardown(): Promise<void>;
}

/** The promises of the MessageSender port, on the simulator and on the real gateway. */
export function describeMessageSender(name: string, setup: () => Promise<SenderSetup>): void {
  describe(`MessageSender contract: ${name}`, () => {
    let world: SenderSetup;

    beforeAll(async () => {
      world = await setup();
    });
    afterAll(async () => {
      await world.teardown();
    });

    const message = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
      instance: 'it',
      id: `message_${randomUUID()}`,
      channel: world.channel,
      to: `bob-${randomUUID()}`,
      text: 'hi',
      ...over,
    });
    const sentTo = async (to: string) => (await world.sent()).filter((one) => one.to === to);

    it('brings every script and every line to the recipient, and repeating is harmless', async () => {
      const hi = message({ text: '你好 👋\n\n- one\n- two' });
      await world.sender.sendMessage(hi);
      await Promise.all([world.sender.sendMessage(hi), world.sender.sendMessage(hi)]);
      expect(await sentTo(hi.to)).toMatchObject([{ text: hi.text }]);
    });

    it('says what the channel calls the message, also when it is sent again', async () => {
      const hi = message();
      const receipt = await world.sender.sendMessage(hi);
      expect(receipt).toMatchObject({ channel: world.channel, messageId: expect.any(String) });
      expect(receipt.raw).toMatchObject({ messageId: receipt.messageId });
      expect(await world.sender.sendMessage(hi)).toEqual(receipt);
    });

    it('keeps account and thread', async () => {
      const hi = message({ accountId: 'second', threadId: '7' });
      await world.sender.sendMessage(hi);
      expect(await sentTo(hi.to)).toMatchObject([{ accountId: 'second', threadId: '7' }]);
    });

    it('says which message it answers, and is remembered by the session it is said for', async () => {
      const to = `bob-${randomUUID()}`;
      const sessionKey = `agent:main:${world.channel}:direct:${to}`;
      await world.sender.sendMessage(message({ to, text: 'an answer', replyToId: '5', sessionKey }));
      expect(await sentTo(to)).toMatchObject([{ replyToId: '5' }]);
      const place = { instance: 'it', sessionKey };
      const { messages } = await world.sender.newest({ ...place, limit: 1 });
      expect(messages).toMatchObject([{ role: 'assistant', text: 'an answer' }]);
      expect((await world.sender.session(place))?.route).toMatchObject({ channel: world.channel, to });
    });

    it('says no to a channel there is not', async () => {
      await expect(world.sender.sendMessage(message({ channel: 'pigeon' }))).rejects.toMatchObject({
        code: 'gateway_refused',
        message: 'unsupported channel: pigeon',
        retryable: false,
      });
    });

    it('says that the gateway keeps what it cannot deliver: sending it again would bring it twice', async () => {
      await expect(world.sender.sendMessage(message({ to: 'nobody' }))).rejects.toMatchObject({
        code: 'gateway_failed',
        message: expect.stringContaining('nobody is there'),
        hint: expect.stringContaining('Do not send it again'),
        retryable: false,
      });
    });
  });
}

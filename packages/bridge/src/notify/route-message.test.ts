import { describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import type { OutgoingMessage } from '../domain/port/message-sender.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import type { Task } from '../domain/task.ts';
import { aNotice } from './notice.fixture.ts';
import { sendToRoute } from './route-message.ts';

const ROUTE = { instance: 'home', channel: 'telegram', to: '-1001', accountId: 'bot', threadId: '7' };
const clock = createSteppedClock();

/** The message that is sent for such a task. */
async function messageFor(over: Partial<Task>): Promise<OutgoingMessage> {
  const sent: OutgoingMessage[] = [];
  const messages = {
    async sendMessage(message: OutgoingMessage) {
      sent.push(message);
      return { channel: message.channel, raw: {} };
    },
  };
  await sendToRoute(ROUTE, aNotice(over), { messages, clock });
  const [message = expect.fail('nothing was sent')] = sent;
  return message;
}

const textFor = async (over: Partial<Task>) => (await messageFor(over)).text;

describe('a message over a channel', () => {
  it('goes where it should, and its key is the id of the notice', async () => {
    expect(await messageFor({})).toEqual({ ...ROUTE, id: 'delivery-1', text: expect.any(String) });
  });

  it('says what was asked and what was answered', async () => {
    expect(await textFor({})).toBe('✅ Task “What is on my list?” finished:\n\nMilk.\n\n(task task-1)');
  });

  it('says why a task failed and what to do', async () => {
    const failure = {
      code: 'run_timeout',
      message: 'It took too long.',
      hint: 'Ask for less.',
      retryable: true,
    } as const;
    expect(await textFor({ status: 'failed', failure })).toBe(
      '❌ Task “What is on my list?” failed: It took too long. Ask for less.\n\n(task task-1)',
    );
  });

  it('says that a task was cancelled', async () => {
    expect(await textFor({ status: 'cancelled' })).toBe(
      '🚫 Task “What is on my list?” was cancelled.\n\n(task task-1)',
    );
  });

  it('holds the beginning of a long answer and says where the rest is', async () => {
    const text = await textFor({ answer: { text: `${'x'.repeat(1_499)}👋${'y'.repeat(500)}` } });
    expect(text).toContain(
      `${'x'.repeat(1_499)}…\n\n(the beginning of 2,001 characters; openclaw_task_status has the rest)`,
    );
    expect(await textFor({ answer: { text: 'x'.repeat(1_500) } })).not.toContain('beginning');
  });

  it('never holds half a character', async () => {
    expect(await textFor({ answer: { text: 'a\ud83db' } })).toContain('a\ufffdb');
  });

  it('names a long question by its beginning, in one line', async () => {
    const text = await textFor({ message: `Please\n\tread ${'all of it '.repeat(20)}` });
    expect(text).toMatch(/^✅ Task “Please read all of it .{20,50}…” finished:\n/);
  });
});

describe('a message that is not sent', () => {
  it('fails as the gateway says', async () => {
    const refusal = new Failure('gateway_refused', 'No such channel.', { retryable: false });
    const messages = { sendMessage: () => Promise.reject(refusal) };
    await expect(sendToRoute(ROUTE, aNotice(), { messages, clock })).rejects.toBe(refusal);
    expect(clock.waiting()).toBe(0);
  });

  it('is given 45 s and then tried again', async () => {
    const messages = { sendMessage: () => new Promise<never>(() => {}) };
    const sending = sendToRoute(ROUTE, aNotice(), { messages, clock }).catch((thrown: unknown) => thrown);
    clock.advance(45_000);
    expect(await sending).toMatchObject({
      code: 'notify_failed',
      message: 'The instance home did not send the message to telegram within 45 s.',
      retryable: true,
    });
  });
});

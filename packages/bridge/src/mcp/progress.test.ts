import type { ServerContext } from '@modelcontextprotocol/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgressReporter } from './progress.ts';

interface Sent {
  readonly progress: number;
  readonly message: string;
  readonly progressToken: string | number;
}

let sent: Sent[];

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
});
afterEach(() => {
  vi.useRealTimers();
});

/** A call as the SDK hands it to a tool; only what the reporter looks at. */
function aCall(progressToken?: string | number, notify?: () => Promise<void>): ServerContext {
  const keep = async (notification: { params: Sent }) => {
    sent.push(notification.params);
  };
  const _meta = progressToken === undefined ? {} : { progressToken };
  return { mcpReq: { _meta, notify: notify ?? keep } } as unknown as ServerContext;
}

const messages = () => sent.map(({ message }) => message);

describe('the progress reporter', () => {
  it('says nothing to a client that did not ask', () => {
    const reporter = createProgressReporter(aCall());
    reporter.report({ text: 'hi' });
    vi.advanceTimersByTime(60_000);
    reporter.stop();
    expect(sent).toEqual([]);
  });

  it('tells the text at once, under the token of the client', () => {
    const reporter = createProgressReporter(aCall('t-1'));
    reporter.report({ text: 'hi' });
    expect(sent).toEqual([{ progressToken: 't-1', progress: 1, message: 'hi' }]);
    reporter.stop();
  });

  it('takes 0 for a token', () => {
    const reporter = createProgressReporter(aCall(0));
    reporter.report({ text: 'hi' });
    expect(sent).toMatchObject([{ progressToken: 0 }]);
    reporter.stop();
  });

  it('speaks four times a second at most, and never holds back the latest', () => {
    const reporter = createProgressReporter(aCall(1));
    for (const text of ['a', 'ab', 'abc']) reporter.report({ text });
    expect(messages()).toEqual(['a']);
    vi.advanceTimersByTime(249);
    expect(messages()).toEqual(['a']);
    vi.advanceTimersByTime(1);
    expect(messages()).toEqual(['a', 'abc']);
    vi.advanceTimersByTime(1_000);
    expect(messages()).toEqual(['a', 'abc']);
    reporter.report({ text: 'abcd' });
    expect(messages()).toEqual(['a', 'abc', 'abcd']);
    reporter.stop();
  });

  it('gives a sign of life while the agent says nothing', () => {
    const reporter = createProgressReporter(aCall(1));
    vi.advanceTimersByTime(20_000);
    expect(messages()).toEqual(['OpenClaw is working (10 s)', 'OpenClaw is working (20 s)']);
    reporter.report({ text: 'hi' });
    vi.advanceTimersByTime(10_000);
    expect(messages().slice(2)).toEqual(['hi', 'hi']);
    reporter.stop();
  });

  it('counts upwards, as the protocol asks', () => {
    const reporter = createProgressReporter(aCall(1));
    reporter.report({ text: 'a' });
    vi.advanceTimersByTime(30_000);
    const counts = sent.map(({ progress }) => progress);
    expect(counts).toEqual(counts.map((_, i) => i + 1));
    expect(counts.length).toBeGreaterThan(2);
    reporter.stop();
  });

  it('names the tool in use', () => {
    const reporter = createProgressReporter(aCall(1));
    reporter.report({ text: '', tool: 'exec' });
    vi.advanceTimersByTime(250);
    reporter.report({ text: 'so far', tool: 'exec' });
    expect(messages()).toEqual(['[using exec]', 'so far\n[using exec]']);
    reporter.stop();
  });

  it('shows the end of a long text', () => {
    const reporter = createProgressReporter(aCall(1));
    reporter.report({ text: `${'x'.repeat(5_000)}the end` });
    const [message = ''] = messages();
    expect(message).toHaveLength(2_001);
    expect(message).toMatch(/^…x+the end$/);
    reporter.stop();
  });

  it('never sends half a character, which strict clients could not read', () => {
    const reporter = createProgressReporter(aCall(1));
    reporter.report({ text: `👋${'x'.repeat(1_999)}` });
    vi.advanceTimersByTime(250);
    reporter.report({ text: 'growing \ud83d' });
    for (const message of messages()) expect(Buffer.from(message).toString()).toBe(message);
    reporter.stop();
  });

  it('is silent once stopped, also about what it still held back', () => {
    const reporter = createProgressReporter(aCall(1));
    reporter.report({ text: 'a' });
    reporter.report({ text: 'ab' });
    reporter.stop();
    vi.advanceTimersByTime(60_000);
    expect(messages()).toEqual(['a']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not mind a client that is gone', async () => {
    const reporter = createProgressReporter(aCall(1, () => Promise.reject(new Error('closed'))));
    reporter.report({ text: 'a' });
    await vi.advanceTimersByTimeAsync(10_000);
    reporter.stop();
  });
});

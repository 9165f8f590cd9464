import { describe, expect, it } from 'vitest';
import { createPoll } from './poll.ts';
import { createSteppedOnlooker, createSteppedTimer, settled } from './stepped-timer.fixture.ts';

/** A poll whose readings end when the test says so. */
function createWorld() {
  const timer = createSteppedTimer();
  const onlooker = createSteppedOnlooker();
  const open: { readonly resolve: (value: string) => void; readonly reject: (thrown: unknown) => void }[] =
    [];
  const poll = createPoll<string>({
    read: () => new Promise((resolve, reject) => void open.push({ resolve, reject })),
    everyMs: 1_000,
    timer,
    onlooker,
  });
  const reads = () => open.length;
  /** Ends the newest reading, and waits until the poll has seen it. */
  const end = async (value: string | Error) => {
    const last = open.at(-1);
    if (value instanceof Error) last?.reject(value);
    else last?.resolve(value);
    await settled();
  };
  return { timer, onlooker, poll, reads, end };
}

describe('a poll', () => {
  it('reads at once, and again and again until it is stopped', async () => {
    const { poll, timer, reads, end } = createWorld();
    const stop = poll.start();
    await end('a');
    expect(poll.data.value).toBe('a');
    timer.advance(1_000);
    await end('b');
    expect(poll.data.value).toBe('b');
    stop();
    timer.advance(5_000);
    expect([reads(), timer.waiting()]).toEqual([2, 0]);
  });

  it('keeps what it had when a reading fails, says why, and tries again', async () => {
    const { poll, timer, end } = createWorld();
    poll.start();
    await end('a');
    timer.advance(1_000);
    const away = new Error('away');
    await end(away);
    expect([poll.data.value, poll.problem.value]).toEqual(['a', away]);
    timer.advance(1_000);
    await end('b');
    expect([poll.data.value, poll.problem.value]).toEqual(['b', undefined]);
  });

  it('reads nothing while nobody looks, and at once when somebody does', async () => {
    const { poll, timer, onlooker, reads, end } = createWorld();
    poll.start();
    await end('a');
    onlooker.turn(false);
    timer.advance(60_000);
    poll.wake();
    expect(reads()).toBe(1);
    onlooker.turn(true);
    expect(reads()).toBe(2);
  });

  it('reads once for all that happens in a burst', async () => {
    const { poll, timer, reads, end } = createWorld();
    poll.start();
    await end('a');
    for (let happened = 0; happened < 10; happened++) poll.wake();
    timer.advance(100);
    expect(reads()).toBe(2);
  });

  it('reads once more when something happens while it reads', async () => {
    const { poll, reads, end } = createWorld();
    poll.start();
    poll.wake();
    poll.wake();
    expect(reads()).toBe(1);
    await end('old');
    expect(reads()).toBe(2);
    await end('new');
    expect(poll.data.value).toBe('new');
  });

  it('does not take what was read before it learned better', async () => {
    const { poll, end } = createWorld();
    poll.start();
    poll.learn('decided');
    await end('undecided');
    expect(poll.data.value).toBe('decided');
  });

  it('drops what is being read when something else is wanted', async () => {
    const { poll, end, reads } = createWorld();
    poll.start();
    poll.anew();
    await end('what was wanted before');
    expect([poll.data.value, reads()]).toEqual([undefined, 2]);
    await end('what is wanted');
    expect(poll.data.value).toBe('what is wanted');
  });

  it('reads as long as one of its readers is there', async () => {
    const { poll, timer, end } = createWorld();
    const stops = [poll.start(), poll.start()];
    await end('a');
    await end('b');
    stops[0]?.();
    stops[0]?.();
    expect(timer.waiting()).toBe(1);
    stops[1]?.();
    expect(timer.waiting()).toBe(0);
  });
});

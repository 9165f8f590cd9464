import { describe, expect, it } from 'vitest';
import { Failure } from '../domain/failure.ts';
import { whileWelcome } from './while-welcome.ts';

const LOOK_MS = 1;

/** An event stream, what is known of it, and a way to say something in it. */
function aStream(type = 'text/event-stream') {
  let cancelled: () => void = () => {};
  const gone = new Promise<void>((resolve) => void (cancelled = resolve));
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (opened) => void (controller = opened),
    cancel: () => cancelled(),
  });
  const response = new Response(body, { status: 207, headers: { 'content-type': type } });
  return {
    response,
    gone,
    say: (text: string) => controller?.enqueue(new TextEncoder().encode(text)),
    close: () => controller?.close(),
    fail: (reason: Error) => controller?.error(reason),
  };
}

describe('a stream of somebody who has to be welcome', () => {
  it('tells what it is told, to its end', async () => {
    const { response, say, close } = aStream();
    const guarded = whileWelcome(response, { isWelcome: async () => true }, LOOK_MS);
    say('a');
    say('b');
    close();
    expect(guarded.status).toBe(207);
    expect(guarded.headers.get('content-type')).toBe('text/event-stream');
    expect(await guarded.text()).toBe('ab');
  });

  it('ends once he is no longer welcome, also at its source', async () => {
    let looks = 0;
    const { response, say, gone } = aStream();
    const guarded = whileWelcome(response, { isWelcome: async () => ++looks < 3 }, LOOK_MS);
    say('a');
    expect(await guarded.text()).toBe('a');
    await gone;
    expect(looks).toBe(3);
  });

  it('goes on while nobody can say, and looks again', async () => {
    let looks = 0;
    const isWelcome = async () => {
      if (++looks < 3) throw new Failure('store_unavailable', 'The disk is full.');
      return looks < 5;
    };
    const { response } = aStream();
    expect(await whileWelcome(response, { isWelcome }, LOOK_MS).text()).toBe('');
    expect(looks).toBe(5);
  });

  it('is left at its source when its reader leaves', async () => {
    const { response, gone } = aStream();
    await whileWelcome(response, { isWelcome: async () => true }, LOOK_MS).body?.cancel();
    await gone;
  });

  it('breaks as its source breaks', async () => {
    const { response, fail } = aStream();
    const guarded = whileWelcome(response, { isWelcome: async () => true }, LOOK_MS);
    fail(new Error('unread'));
    await expect(guarded.text()).rejects.toThrow('unread');
  });
});

it.each([
  ['who is always welcome', 'text/event-stream', {}],
  ['an answer that is no stream', 'application/json', { isWelcome: async () => false }],
])('leaves the response of %s as it is', (_, type, admission) => {
  const { response } = aStream(type);
  expect(whileWelcome(response, admission)).toBe(response);
});

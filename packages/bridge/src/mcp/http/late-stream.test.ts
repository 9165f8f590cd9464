import { afterEach, describe, expect, it, vi } from 'vitest';
import { answerInTime } from './late-stream.ts';

describe('an answer in time', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is the answer itself, with its status, when it comes soon', async () => {
    const answer = Response.json({ error: { code: -32_021 } }, { status: 400 });
    expect(await answerInTime(Promise.resolve(answer))).toBe(answer);
  });

  it('passes on why there is no answer', async () => {
    await expect(answerInTime(Promise.reject(new Error('closed')))).rejects.toThrow('closed');
  });

  it('is an open event stream when nothing comes soon, and the JSON becomes its one event', async () => {
    const response = await answeredLate(Response.json({ id: 1, result: {} }));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toBe('event: message\ndata: {"id":1,"result":{}}\n\n');
  });

  it('passes on an event stream that begins late', async () => {
    const events = 'data: progress\n\ndata: result\n\n';
    const stream = new Response(events, { headers: { 'content-type': 'text/event-stream' } });
    expect(await (await answeredLate(stream)).text()).toBe(events);
  });

  it('ends without an event when the server closes', async () => {
    const response = await answeredLate(new Response(null, { status: 499 }));
    expect(await response.text()).toBe('');
  });

  it('gives a sign of life every 15 s, until the client has gone', async () => {
    vi.useFakeTimers();
    const answering = answerInTime(new Promise<Response>(() => {}));
    await vi.advanceTimersByTimeAsync(1_000);
    const reader = (await answering).body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let times = 0; times < 2; times++) {
      const read = reader?.read();
      await vi.advanceTimersByTimeAsync(15_000);
      expect(await read).toEqual({ done: false, value: ': keepalive\n\n' });
    }
    await reader?.cancel();
    expect(vi.getTimerCount()).toBe(0);
  });
});

/** What the client gets when the answer comes after its patience has ended. */
async function answeredLate(answer: Response): Promise<Response> {
  let give: (answer: Response) => void = () => {};
  const answering = new Promise<Response>((resolve) => {
    give = resolve;
  });
  const response = await answerInTime(answering, 0);
  give(answer);
  return response;
}

import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES, readJson } from './body.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** A POST as the HTTP server hands it on. */
function post(
  body: string | ReadableStream<Uint8Array>,
  headers: Record<string, string> = JSON_TYPE,
): Request {
  return new Request('http://localhost/mcp', {
    method: 'POST',
    headers,
    body,
    duplex: 'half',
  } as RequestInit);
}

/** A body that comes piece by piece and does not say how long it will be. */
function stream(...pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  const rest = [...pieces];
  return new ReadableStream({
    pull(controller) {
      const next = rest.shift();
      if (next === undefined) controller.close();
      else controller.enqueue(next);
    },
  });
}

const bytes = (text: string) => new TextEncoder().encode(text);

async function refusal(request: Request) {
  const answer = await readJson(request);
  if (!(answer instanceof Response)) throw new Error('It was accepted.');
  return { status: answer.status, body: (await answer.json()) as unknown };
}

describe('the body of a POST', () => {
  it('is read as JSON, with or without a declared length', async () => {
    const text = JSON.stringify({ said: '你好 👋' });
    const length = { ...JSON_TYPE, 'content-length': String(bytes(text).length) };
    expect(await readJson(post(text, length))).toEqual({ body: { said: '你好 👋' } });
    expect(await readJson(post(stream(bytes(text))))).toEqual({ body: { said: '你好 👋' } });
  });

  it('may come in pieces that cut a character in two', async () => {
    const whole = bytes('"龍"');
    expect(await readJson(post(stream(whole.slice(0, 2), whole.slice(2))))).toEqual({ body: '龍' });
  });

  it('may name a charset', async () => {
    expect(await readJson(post('[]', { 'content-type': 'application/json; charset=utf-8' }))).toEqual({
      body: [],
    });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded'])(
    'is refused with 415 as %s, which a foreign page could send',
    async (type) => {
      expect(await refusal(post('{}', { 'content-type': type }))).toEqual({
        status: 415,
        body: {
          jsonrpc: '2.0',
          id: null,
          error: { code: -32_000, message: 'Content-Type must be application/json.' },
        },
      });
    },
  );

  it('is refused with 415 without a type', async () => {
    expect(await refusal(post(stream(bytes('{}')), {}))).toMatchObject({ status: 415 });
  });

  it.each(['', '{', 'hello', '{"a":1}}'])('is refused with 400 when it is no JSON: %j', async (text) => {
    expect(await refusal(post(text))).toMatchObject({ status: 400, body: { error: { code: -32_700 } } });
  });

  it('is refused with 413 when it declares too much, and says what is allowed', async () => {
    const text = `"${'x'.repeat(MAX_BODY_BYTES)}"`;
    expect(await refusal(post(text, { ...JSON_TYPE, 'content-length': String(text.length) }))).toMatchObject({
      status: 413,
      body: { error: { message: expect.stringContaining(String(MAX_BODY_BYTES)) } },
    });
  });

  it('is refused with 413 when it grows too long without having said so', async () => {
    const piece = bytes('x'.repeat(MAX_BODY_BYTES / 4));
    expect(await refusal(post(stream(bytes('"'), piece, piece, piece, piece, bytes('"'))))).toMatchObject({
      status: 413,
    });
  });

  it('may be as long as is allowed, to the byte', async () => {
    const text = `"${'x'.repeat(MAX_BODY_BYTES - 2)}"`;
    expect(await readJson(post(stream(bytes(text))))).toEqual({ body: 'x'.repeat(MAX_BODY_BYTES - 2) });
  });

  it('is not read for ever: who sends without end is cut off', async () => {
    const piece = bytes('x'.repeat(MAX_BODY_BYTES));
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (++pulled > 100) throw new Error('Nobody stopped reading.');
        controller.enqueue(piece);
      },
    });
    expect(await refusal(post(endless))).toMatchObject({ status: 413 });
    expect(pulled).toBeLessThan(100);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startModel, type Model } from './model.ts';

const CONTEXT = '<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>\nnothing\n<<<END_OPENCLAW_INTERNAL_CONTEXT>>>';
const RUNTIME = '\n\nRuntime: agent=main | session=agent:main:x';
const RESUME = '[System] Your previous turn was interrupted by a gateway restart while OpenClaw was waiting.';
const NUDGE = 'The previous attempt did not produce a user-visible answer. Continue from the current state.';

describe('the mock model', () => {
  let model: Model;
  beforeAll(async () => {
    model = await startModel();
  });
  afterAll(() => model.stop());

  it('follows the script of the newest user message, as OpenClaw wraps it', async () => {
    expect(await reply([user('first'), assistant('ECHO: first'), user('/slow 3 1')])).toBe('w0 w1 w2');
    const wrapped = user(`[Sat 2026-11-21 01:18 UTC] hello${RUNTIME}`);
    expect(await reply([wrapped, { role: 'user', content: [{ type: 'text', text: CONTEXT }] }])).toBe(
      'ECHO: hello',
    );
  });

  it('leaves out whom a channel says the message is from', async () => {
    const sender = 'Conversation info: ⟦openclaw:ctx⟧\n```json\n{"sender":{"id":"bob"}}\n```';
    expect(await reply([user(`[Sat 2026-11-21 01:18 UTC] ${sender}\n\n/slow 2 1${RUNTIME}`)])).toBe('w0 w1');
  });

  it('ends a stream with finish_reason, usage and [DONE]', async () => {
    const events = await ask([user('hi')]);
    expect(events.at(-3)).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
    expect(events.at(-2)).toMatchObject({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 5 } });
    expect(events.at(-1)).toBe('[DONE]');
  });

  it('calls exec once, then answers', async () => {
    const asked = [user('/tool ls'), user(CONTEXT)];
    const [, call, finish] = await ask(asked);
    expect(call).toMatchObject({
      choices: [{ delta: { tool_calls: [{ function: { name: 'exec', arguments: '{"command":"ls"}' } }] } }],
    });
    expect(finish).toMatchObject({ choices: [{ finish_reason: 'tool_calls' }] });
    // OpenClaw repeats its context after the result.
    expect(await reply([user('/tool ls'), { role: 'tool', content: 'x' }, user(CONTEXT)])).toBe(
      'ECHO: /tool ls',
    );
  });

  it('stays silent when it is asked again', async () => {
    expect(await reply([user('/empty')])).toBe('');
    expect(await reply([user('/empty'), user(`[Sat 2026-11-21 01:18 UTC] ${NUDGE}`)])).toBe('');
  });

  it('goes on with what a crash interrupted', async () => {
    const queued = `[Queued user message from a previous active turn; preserved as context only.]\n/slow 2 1\n\n${RESUME}`;
    expect(await reply([user(queued)])).toBe('w0 w1');
    expect(await reply([user('/slow 2 1'), user(RESUME)])).toBe('w0 w1');
  });

  it('refuses', async () => {
    const response = await post([user('/error too warm')]);
    expect([response.status, await response.json()]).toMatchObject([400, { error: { message: 'too warm' } }]);
  });

  it('hangs until it is stopped', async () => {
    const response = await post([user('/hang')]);
    const body = response.text();
    await model.stop();
    await expect(body).rejects.toThrow(/terminated/);
    model = await startModel();
  });

  function post(messages: readonly object[]): Promise<Response> {
    return fetch(`${model.url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'echo', stream: true, messages }),
    });
  }

  async function ask(messages: readonly object[]): Promise<unknown[]> {
    const text = await (await post(messages)).text();
    const data = text.split('\n\n').filter((line) => line !== '');
    return data.map((line) => (line === 'data: [DONE]' ? '[DONE]' : JSON.parse(line.slice('data: '.length))));
  }

  async function reply(messages: readonly object[]): Promise<string> {
    const chunks = (await ask(messages)) as { choices?: { delta?: { content?: string } }[] }[];
    return chunks.map((chunk) => chunk.choices?.[0]?.delta?.content ?? '').join('');
  }
});

function user(content: string): object {
  return { role: 'user', content };
}

function assistant(content: string): object {
  return { role: 'assistant', content };
}

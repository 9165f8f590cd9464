import { expect } from 'vitest';
import { failure, fresh, until, type Contract } from './contract.ts';
import type { RawClient, Wire } from './raw-client.ts';

const SILENCE = { text: "⚠️ Agent couldn't generate a response. Please try again.", isError: true };
const REFUSAL = 'LLM request failed: provider rejected the request schema or tool payload.';

/** Runs started with `agent`, from the first response to the last. */
export function agentContract(contract: Contract): void {
  contract.prove(
    ['agent.accepted', 'agent.session-key', 'agent.final'],
    'accepts a run and answers it',
    async () => {
      const client = await contract.connect();
      const key = fresh('agent');
      const run = await client.agent('hello there', `Mixed:${key}`, { idempotencyKey: key });
      expect(run.accepted).toMatchObject({
        runId: key,
        sessionKey: `agent:main:mixed:${key}`,
        agentId: 'main',
        status: 'accepted',
        acceptedAt: expect.any(Number),
      });
      expect(await run.final).toMatchObject({
        runId: key,
        status: 'ok',
        summary: 'completed',
        result: {
          payloads: [{ text: 'ECHO: hello there', mediaUrl: null }],
          meta: {
            durationMs: expect.any(Number),
            aborted: false,
            stopReason: 'stop',
            agentMeta: {
              sessionId: expect.any(String),
              provider: 'mock',
              model: 'echo',
              usage: { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, total: 15, cost: { total: 0 } },
            },
          },
        },
      });
    },
  );

  contract.prove(['agent.long', 'agent.trimmed'], 'gives every character of a reply', async () => {
    const client = await contract.connect();
    expect(await replyTo(client, '/long 20000')).toBe('x'.repeat(20_000));
    expect(await replyTo(client, '/slow 4 1')).toBe('w0 w1 w2 w3');
    expect(await replyTo(client, '  two  words \n')).toBe('ECHO: two  words');
  });

  contract.prove(['agent.unknown-agent'], 'knows its agents', async () => {
    const client = await contract.connect();
    const run = client.call('agent', {
      message: 'hi',
      sessionKey: 'agent:ghost:x',
      idempotencyKey: fresh('ghost'),
    });
    const message = 'Agent "ghost" no longer exists in configuration';
    expect((await failure(run)).shape).toEqual({ code: 'INVALID_REQUEST', message });
  });

  contract.prove(['agent.in-flight', 'agent.stored'], 'runs a key once', async () => {
    const client = await contract.connect();
    const key = fresh('once');
    const params = { message: '/slow 4 60', sessionKey: key, idempotencyKey: key };
    const run = await client.agent(params.message, key);
    const sessionKey = `agent:main:${key}`;
    expect(await client.call('agent', params)).toEqual({
      runId: key,
      status: 'in_flight',
      sessionKey,
      agentId: 'main',
    });
    const final = await run.final;
    expect(await client.call('agent', params)).toEqual(final);
    expect(await userMessages(client, key)).toEqual(['/slow 4 60']);
  });

  contract.prove(['agent.queue'], 'runs one turn of a session after the other', async () => {
    const client = await contract.connect();
    const key = fresh('queue');
    const first = await client.agent('/slow 5 60', key, { idempotencyKey: `${key}-1` });
    // Two runs sent in one breath may swap places in the real gateway.
    await client.event('chat', (chat) => chat['runId'] === `${key}-1` && chat['state'] === 'delta');
    const second = await client.agent('second', key, { idempotencyKey: `${key}-2` });
    const pending = await client.call('chat.history', { sessionKey: key });
    expect(pending).toMatchObject({ inFlightRun: { runId: `${key}-1` } });
    expect(textOf(await first.final)).toBe('w0 w1 w2 w3 w4');
    expect(textOf(await second.final)).toBe('ECHO: second');
  });

  contract.prove(['agent.refused'], 'tells that the provider refused', async () => {
    const client = await contract.connect();
    const key = fresh('refused');
    const params = { message: '/error no', sessionKey: key, idempotencyKey: key };
    const error = await failure(client.ran(params.message, key));
    expect(error.shape).toEqual({ code: 'UNAVAILABLE', message: REFUSAL });
    expect(error.payload).toEqual({ runId: key, status: 'error', summary: REFUSAL });
    expect((await failure(client.call('agent', params))).shape).toEqual(error.shape);
  });

  contract.prove(['agent.silent'], 'apologises when the model says nothing', async () => {
    const client = await contract.connect();
    const key = fresh('silent');
    const run = await client.agent('/empty', key);
    const final = await run.final;
    expect(final).toMatchObject({
      runId: key,
      status: 'error',
      summary: 'failed',
      result: { payloads: [SILENCE] },
    });
    expect(final).not.toHaveProperty('result.meta.stopReason');
  });

  contract.prove(['agent.aborted'], 'tells that a run was aborted', async () => {
    const client = await contract.connect();
    const key = fresh('aborted');
    const params = { message: '/hang', sessionKey: key, idempotencyKey: key };
    const run = await client.agent(params.message, key);
    await until(
      () => client.call('chat.history', { sessionKey: key }),
      (history) => 'inFlightRun' in history,
    );
    await client.call('chat.abort', { sessionKey: key, runId: key });
    const aborted = { runId: key, status: 'timeout', summary: 'aborted', stopReason: 'rpc' };
    expect(await run.final).toEqual(aborted);
    expect(await client.call('agent', params)).toEqual(aborted);
  });

  contract.prove(
    ['agent.timeout', 'wait.failed', 'events.failed'],
    'gives up when the time is over',
    async () => {
      const client = await contract.connect();
      const key = fresh('timeout');
      const run = await client.agent('/slow 100 50', key, { timeout: 1 });
      expect(await run.final).toMatchObject({
        runId: key,
        status: 'timeout',
        summary: 'aborted',
        timeoutPhase: 'provider',
        result: {
          payloads: [{ text: expect.stringMatching(/^Request timed out before a response/), isError: true }],
        },
      });
      const wait = await client.call('agent.wait', { runId: key, timeoutMs: 1000 });
      expect(wait).toMatchObject({ status: 'timeout', error: expect.stringMatching(/^Request timed out/) });
      const told = await client.event('chat', (chat) => chat['runId'] === key && chat['state'] === 'error');
      expect(told).toMatchObject({ errorKind: 'timeout' });
    },
  );

  contract.prove(['agent.survives'], 'goes on without its client', async () => {
    const starter = await contract.connect();
    const key = fresh('survives');
    await starter.agent('/slow 4 40', key);
    starter.close();
    await starter.closed;
    const other = await contract.connect();
    const wait = await other.call('agent.wait', { runId: key, timeoutMs: 9000 });
    expect(wait).toMatchObject({ status: 'ok', terminalReply: { text: 'w0 w1 w2 w3' } });
  });
}

/** What becomes of an exec call when everything may run. */
export function toolContract(contract: Contract): void {
  contract.prove(['agent.tool'], 'uses its tool', async () => {
    const client = await contract.connect();
    const key = fresh('tool');
    const run = await client.agent('/tool true', key);
    expect(textOf(await run.final)).toBe('ECHO: /tool true');
    const { messages } = await client.call('chat.history', { sessionKey: key });
    expect(messages).toMatchObject([
      { role: 'user', content: '/tool true' },
      { role: 'assistant', content: [{ type: 'toolCall', name: 'exec', arguments: { command: 'true' } }] },
      {
        role: 'toolResult',
        toolName: 'exec',
        isError: false,
        content: [{ type: 'text', text: '(no output)' }],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'ECHO: /tool true' }] },
    ]);
  });
}

async function replyTo(client: RawClient, message: string): Promise<string | undefined> {
  const key = fresh('reply');
  return textOf(await client.ran(message, key));
}

function textOf(final: Wire): string | undefined {
  return (final['result'] as { payloads: { text: string }[] }).payloads[0]?.text;
}

async function userMessages(client: RawClient, sessionKey: string): Promise<unknown[]> {
  const { messages } = await client.call('chat.history', { sessionKey });
  return (messages as { role: string; content: unknown }[])
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content);
}

import { expect } from 'vitest';
import { failure, fresh, type Contract } from './contract.ts';

/** `chat.send`. */
export function sendContract(contract: Contract): void {
  contract.prove(['send.started', 'send.replay'], 'starts a turn and does not start it twice', async () => {
    const client = await contract.connect();
    const key = fresh('send');
    const params = { message: 'hi', sessionKey: key, idempotencyKey: key };
    expect(await client.call('chat.send', params)).toEqual({ runId: key, status: 'started' });
    const wait = await client.call('agent.wait', { runId: key, timeoutMs: 9000 });
    expect(wait).toMatchObject({ status: 'ok', terminalReply: { text: 'ECHO: hi' } });
    expect(await client.call('chat.send', params)).toEqual({ runId: key, status: 'ok' });
    expect(await client.call('chat.history', { sessionKey: key })).toMatchObject({ totalMessages: 2 });
  });

  contract.prove(['send.per-method'], 'remembers keys per method', async () => {
    const client = await contract.connect();
    const key = fresh('method');
    const params = { message: 'hi', sessionKey: key, idempotencyKey: key };
    await client.ran(params.message, key);
    expect(await client.call('chat.send', params)).toEqual({ runId: key, status: 'started' });
  });

  contract.prove(['send.refused'], 'wants a session and a message', async () => {
    const client = await contract.connect();
    const idempotencyKey = fresh('refused');
    const homeless = await failure(client.call('chat.send', { message: 'hi', idempotencyKey }));
    expect(homeless.shape.details).toMatchObject({ code: 'SESSION_MUTATION_TARGET_REQUIRED' });
    const empty = await failure(client.call('chat.send', { message: '', sessionKey: 'x', idempotencyKey }));
    expect(empty.shape.message).toBe('message or attachment required');
    const ghost = await failure(
      client.call('chat.send', { message: 'hi', sessionKey: 'agent:ghost:x', idempotencyKey }),
    );
    expect(ghost.shape.message).toBe('Agent "ghost" no longer exists in configuration');
  });
}

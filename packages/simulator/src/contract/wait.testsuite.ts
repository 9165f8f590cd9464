import { expect } from 'vitest';
import { failure, fresh, type Contract } from './contract.ts';

/** `agent.wait`. */
export function waitContract(contract: Contract): void {
  contract.prove(['wait.ok'], 'waits for the end of a run and gives its text', async () => {
    const client = await contract.connect();
    const [short, long] = [fresh('short'), fresh('long')];
    await client.agent('/slow 3 20', short);
    await client.agent('/long 5000', long);
    expect(await client.call('agent.wait', { runId: short, timeoutMs: 9000 })).toMatchObject({
      runId: short,
      status: 'ok',
      endedAt: expect.any(Number),
      stopReason: 'stop',
      terminalReply: { disposition: 'visible', text: 'w0 w1 w2' },
    });
    const cut = await client.call('agent.wait', { runId: long, timeoutMs: 9000 });
    expect(cut).toMatchObject({ terminalReply: { text: `${'x'.repeat(4095)}…` } });
  });

  contract.prove(['wait.timeout'], 'says as little of a running run as of an unknown one', async () => {
    const client = await contract.connect();
    const [first, second] = [fresh('first'), fresh('second')];
    await client.agent('/hang', first);
    await client.agent('queued', first, { idempotencyKey: second });
    for (const runId of [first, second, fresh('unknown')]) {
      expect(await client.call('agent.wait', { runId, timeoutMs: 1 })).toEqual({ runId, status: 'timeout' });
    }
    await client.call('chat.abort', { sessionKey: first });
  });

  contract.prove(['wait.failed'], 'tells how a run failed', async () => {
    const client = await contract.connect();
    const [refused, silent, aborted] = [fresh('refused'), fresh('silent'), fresh('aborted')];
    await failure(client.ran('/error no', refused));
    await client.ran('/empty', silent);
    const hanging = await client.agent('/hang', aborted);
    await client.call('chat.abort', { sessionKey: aborted });
    await hanging.final;

    const wait = (runId: string) => client.call('agent.wait', { runId, timeoutMs: 1000 });
    expect(await wait(refused)).toMatchObject({
      status: 'error',
      error: expect.stringMatching(/^LLM request failed/),
    });
    expect(await wait(silent)).toMatchObject({
      status: 'error',
      error: 'failed',
      terminalReply: { disposition: 'empty' },
    });
    expect(await wait(aborted)).toMatchObject({ status: 'error', stopReason: 'rpc' });
  });
}

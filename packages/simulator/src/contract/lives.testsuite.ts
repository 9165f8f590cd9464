import { expect } from 'vitest';
import { fresh, until, type Contract } from './contract.ts';
import { CLI, type RawClient, type Wire } from './raw-client.ts';
import { newDevice } from './raw-device.ts';

/** Crash, return and farewell. The last tests of a gateway: it is stopped afterwards. */
export function livesContract(contract: Contract): void {
  contract.prove(
    ['kill.forgets', 'kill.transcript', 'kill.resumes', 'kill.device'],
    'comes back from a crash with its disk and without its memory',
    async () => {
      const device = newDevice();
      const before = await contract.connect({ client: CLI, device });
      const { deviceToken } = before.hello['auth'] as { deviceToken: string };
      const [ended, broken] = [fresh('ended'), fresh('broken')];
      await before.ran('hi', ended);
      await before.agent('/slow 20 15', broken);
      await before.event('chat', (chat) => chat['runId'] === broken && chat['state'] === 'delta');
      await contract.gateway.kill();
      expect((await before.closed)[0]).toBe(1006);
      await contract.gateway.start();

      const after = await contract.connect({ client: CLI, device, auth: { deviceToken } });
      expect(boot(after)).not.toBe(boot(before));
      expect(await after.call('agent.wait', { runId: ended, timeoutMs: 1 })).toEqual({
        runId: ended,
        status: 'timeout',
      });
      expect(await rows(after, ended)).toMatchObject([
        { idempotencyKey: `${ended}:user` },
        { role: 'assistant' },
      ]);
      expect((await rows(after, broken))[0]).toMatchObject({ idempotencyKey: `${broken}:user` });

      const resumed = await until(
        () => rows(after, broken),
        (now) => now.at(-1)?.['role'] === 'assistant',
      );
      const [, resume, answer] = resumed;
      expect(resume).toMatchObject({
        role: 'user',
        provenance: { sourceTool: 'main_session_restart_recovery' },
        idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}:user$/),
      });
      const newId = String(resume?.['idempotencyKey']).replace(':user', '');
      expect(answer).toMatchObject({ __openclaw: { runId: newId }, stopReason: 'stop' });
      const words = Array.from({ length: 20 }, (_, i) => `w${i}`).join(' ');
      const wait = await after.call('agent.wait', { runId: newId, timeoutMs: 9000 });
      expect(wait).toMatchObject({ status: 'ok', terminalReply: { text: words } });
    },
  );

  contract.prove(['stop.shutdown'], 'says goodbye', async () => {
    const client = await contract.connect();
    const stopped = contract.gateway.stop();
    expect(await client.event('shutdown')).toMatchObject({ reason: 'gateway stopping' });
    expect(await client.closed).toEqual([1012, 'service restart']);
    await stopped;
  });
}

function boot(client: RawClient): string {
  return (client.hello['server'] as { bootId: string }).bootId;
}

async function rows(client: RawClient, sessionKey: string): Promise<Wire[]> {
  const { messages } = await client.call('chat.history', { sessionKey });
  return messages as Wire[];
}

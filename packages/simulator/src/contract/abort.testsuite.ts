import { expect } from 'vitest';
import { failure, fresh, until, type Contract } from './contract.ts';
import { CLI, type RawClient } from './raw-client.ts';
import { newDevice } from './raw-device.ts';

/** `chat.abort`: whose runs may be stopped by whom. */
export function abortContract(contract: Contract): void {
  contract.prove(
    ['abort.owner', 'abort.others'],
    'lets the owner and admins abort, and nobody else',
    async () => {
      const owner = await contract.connect();
      const other = await contract.connect();
      const admin = await contract.connect({ scopes: ['operator.admin'] });
      const key = fresh('owner');
      const running = await hang(owner, key, `${key}-1`);
      const queued = await owner.agent('queued', key, { idempotencyKey: `${key}-2` });

      const stranger = failure(other.call('chat.abort', { sessionKey: key, runId: `${key}-1` }));
      expect((await stranger).shape).toEqual({ code: 'INVALID_REQUEST', message: 'unauthorized' });
      const mine = await owner.call('chat.abort', { sessionKey: key, runId: `${key}-2` });
      expect(mine).toEqual({ ok: true, aborted: true, runIds: [`${key}-2`] });
      expect(await queued.final).toMatchObject({ summary: 'aborted' });
      const all = await admin.call('chat.abort', { sessionKey: key });
      expect(all).toEqual({ ok: true, aborted: true, runIds: [`${key}-1`] });
      expect(await running.final).toMatchObject({ summary: 'aborted' });
    },
  );

  contract.prove(
    ['abort.device'],
    'lets a device abort what it started on a connection that is gone',
    async () => {
      const device = newDevice();
      const first = await contract.connect({ client: CLI, device });
      const key = fresh('device');
      await hang(first, key, key);
      first.close();
      await first.closed;
      const second = await contract.connect({ client: CLI, device });
      expect(await second.call('chat.abort', { sessionKey: key, runId: key })).toMatchObject({
        aborted: true,
      });
    },
  );

  contract.prove(['abort.nothing'], 'is content with nothing to abort', async () => {
    const client = await contract.connect();
    const nothing = { ok: true, aborted: false, runIds: [] };
    expect(await client.call('chat.abort', { sessionKey: fresh('nothing') })).toEqual(nothing);
    expect(await client.call('chat.abort', { sessionKey: fresh('nothing'), runId: 'x' })).toEqual(nothing);
  });
}

async function hang(
  client: RawClient,
  sessionKey: string,
  idempotencyKey: string,
): Promise<{ final: Promise<unknown> }> {
  const run = await client.agent('/hang', sessionKey, { idempotencyKey: idempotencyKey });
  await until(
    () => client.call('chat.history', { sessionKey }),
    (history) => 'inFlightRun' in history,
  );
  return run;
}

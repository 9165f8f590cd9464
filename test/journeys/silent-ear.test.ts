import { startSimulator } from '@clawbridge/simulator';
import { expect, it, vi } from 'vitest';
import { createRecordingHearing } from '../../packages/bridge/src/gateway/recording-hearing.fixture.ts';
import { openTempRunner } from '../../packages/bridge/src/gateway/runner.fixture.ts';
import { startProxy } from '../proxy.ts';

/** Nothing is closed, nothing is said: only the silence tells. */
it('an ear whose wire swallows everything notices, and hears again when there is a wire', async () => {
  const gateway = await startSimulator({ tickIntervalMs: 200 });
  const wire = await startProxy(gateway.port);
  const { pool, close } = openTempRunner(`http://127.0.0.1:${wire.port}`, gateway.token, 'ws');
  const hearing = createRecordingHearing();
  pool.listen('it', hearing);
  await hearing.connected(1);
  const before = wire.accepted;
  wire.freeze();
  expect(await hearing.lost(1)).toMatchObject({ code: 'connection_lost', retryable: true });
  await vi.waitUntil(() => wire.accepted > before, { timeout: 10_000 });
  wire.thaw();
  await hearing.connected(2);
  gateway.receive({ sessionKey: 'agent:main:telegram:direct:bob', text: 'are you there?' });
  await hearing.heard('message', ({ message }) => message.text === 'are you there?');
  await close();
  await wire.close();
  await gateway.stop();
});

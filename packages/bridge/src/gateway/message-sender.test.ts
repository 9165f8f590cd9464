import { startSimulator } from '@clawbridge/simulator';
import { expect, it } from 'vitest';
import { describeMessageSender } from './message-sender.testsuite.ts';
import { openTempRunner } from './runner.fixture.ts';

describeMessageSender('WebSocket on the simulator', async () => {
  const gateway = await startSimulator();
  const { pool, close } = openTempRunner(gateway.httpUrl, gateway.token, 'auto');
  return {
    sender: pool,
    channel: 'telegram',
    sent: async () => gateway.sent,
    async teardown() {
      await close();
      await gateway.stop();
    },
  };
});

it('takes the WebSocket', async () => {
  const { pool, close } = openTempRunner('http://127.0.0.1:1', 'token', 'http');
  const message = { instance: 'it', id: 'm1', channel: 'telegram', to: 'bob', text: 'hi' };
  await expect(pool.sendMessage(message)).rejects.toMatchObject({
    code: 'endpoint_missing',
    hint: expect.stringContaining('--outlet auto or ws'),
  });
  await close();
});

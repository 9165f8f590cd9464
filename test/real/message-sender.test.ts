import { describeMessageSender } from '../../packages/bridge/src/gateway/message-sender.testsuite.ts';
import { openTempRunner } from '../../packages/bridge/src/gateway/runner.fixture.ts';
import { startRealGateway } from './real-gateway.ts';

describeMessageSender('WebSocket on the real gateway', async () => {
  const gateway = await startRealGateway({ testline: true });
  const { pool, close } = openTempRunner(gateway.httpUrl, gateway.token, 'auto');
  return {
    sender: pool,
    channel: 'testline',
    sent: () => gateway.sent(),
    async teardown() {
      await close();
      await gateway.stop();
    },
  };
});

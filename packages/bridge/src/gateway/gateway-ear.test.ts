import { startSimulator } from '@clawbridge/simulator';
import { describeGatewayEar } from './gateway-ear.testsuite.ts';
import { openTempRunner } from './runner.fixture.ts';

describeGatewayEar('WebSocket on the simulator', async () => {
  const gateway = await startSimulator();
  const { pool, close } = openTempRunner(gateway.httpUrl, gateway.token, 'ws', 'admin');
  const stranger = openTempRunner(gateway.httpUrl, 'wrong', 'ws');
  return {
    gateway: pool,
    stranger: stranger.pool,
    cut: () => gateway.dropConnections(),
    kill: () => gateway.kill(),
    start: () => gateway.start(),
    async teardown() {
      await Promise.all([close(), stranger.close()]);
      await gateway.stop();
    },
  };
});

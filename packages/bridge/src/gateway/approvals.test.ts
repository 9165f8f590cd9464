import { startSimulator } from '@clawbridge/simulator';
import { describeApprovals } from './approvals.testsuite.ts';
import { openTempRunner } from './runner.fixture.ts';

describeApprovals('WebSocket on the simulator', async () => {
  const gateway = await startSimulator();
  const { pool, raisePlugin, close } = openTempRunner(gateway.httpUrl, gateway.token, 'auto', 'admin');
  const reader = openTempRunner(gateway.httpUrl, gateway.token, 'ws', 'read');
  return {
    gateway: pool,
    raisePlugin,
    reader: reader.pool,
    async teardown() {
      await Promise.all([close(), reader.close()]);
      await gateway.stop();
    },
  };
});

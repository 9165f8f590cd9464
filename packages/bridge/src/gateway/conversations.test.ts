import { startSimulator } from '@clawbridge/simulator';
import { describeConversations } from './conversations.testsuite.ts';
import { openTempRunner } from './runner.fixture.ts';

describeConversations('WebSocket on the simulator', async () => {
  const gateway = await startSimulator();
  const { pool, close } = openTempRunner(gateway.httpUrl, gateway.token, 'auto');
  return {
    gateway: pool,
    seed: async (conversation) => gateway.seedConversation(conversation),
    async teardown() {
      await close();
      await gateway.stop();
    },
  };
});

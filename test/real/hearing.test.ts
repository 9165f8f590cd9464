import { RawClient } from '../../packages/simulator/src/contract/raw-client.ts';
import { describeHearing } from '../journeys/hearing.testsuite.ts';
import { startRealGateway } from './real-gateway.ts';

describeHearing('the real gateway', async () => {
  const gateway = await startRealGateway({ exec: 'ask', testline: true });
  const admin = await new RawClient(gateway.wsUrl).connect({ scopes: ['operator.admin'] }, gateway.token);
  return {
    port: gateway.port,
    wsUrl: gateway.wsUrl,
    token: gateway.token,
    channel: 'testline',
    async seed(conversation) {
      await admin.call('testline.seed', { ...conversation });
    },
    async receive(message) {
      await admin.call('testline.receive', { ...message });
    },
    sent: () => gateway.sent(),
    async stop() {
      admin.close();
      await gateway.stop();
    },
  };
});

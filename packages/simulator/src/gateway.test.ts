import type { ExecMode, GatewayUnderTest } from './contract/contract.ts';
import { describeGateway } from './gateway.testsuite.ts';
import { startSimulator } from './simulator.ts';

describeGateway('simulator', boot);

/** The exec mode needs no switch: here the message itself says whether a command needs approval. */
async function boot(_exec: ExecMode): Promise<GatewayUnderTest> {
  const [local, remote] = [await startSimulator(), await startSimulator({ remote: true })];
  return {
    wsUrl: local.wsUrl,
    httpUrl: local.httpUrl,
    token: local.token,
    remote: {
      wsUrl: remote.wsUrl,
      headers: {},
      approveDevice: async (requestId) => remote.approveDevice(requestId),
    },
    channel: 'telegram',
    sent: async () => local.sent,
    kill: () => local.kill(),
    start: () => local.start(),
    terminate: () => local.terminate(),
    stop: async () => {
      await Promise.all([local.stop(), remote.stop()]);
    },
  };
}

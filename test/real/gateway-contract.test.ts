import type { ExecMode, GatewayUnderTest } from '../../packages/simulator/src/contract/contract.ts';
import { RawClient, type Wire } from '../../packages/simulator/src/contract/raw-client.ts';
import { describeGateway } from '../../packages/simulator/src/gateway.testsuite.ts';
import { startRealGateway, type RealGateway } from './real-gateway.ts';

describeGateway('real', boot);

async function boot(exec: ExecMode): Promise<GatewayUnderTest> {
  // The first gateway trusts no proxy: it proves what happens on the same machine.
  const gateway = await startRealGateway({ exec, trustedProxy: exec === 'ask', testline: exec === 'full' });
  return {
    wsUrl: gateway.wsUrl,
    httpUrl: gateway.httpUrl,
    token: gateway.token,
    remote: {
      wsUrl: gateway.wsUrl,
      headers: { 'x-forwarded-for': '203.0.113.9' },
      approveDevice: (requestId) => approve(gateway, requestId),
    },
    channel: 'testline',
    sent: () => gateway.sent(),
    seedConversation: (conversation) => onTestline(gateway, 'seed', { ...conversation }),
    receive: (message) => onTestline(gateway, 'receive', { ...message }),
    kill: () => gateway.kill(),
    start: () => gateway.start(),
    terminate: () => gateway.terminate(),
    stop: () => gateway.stop(),
  };
}

async function approve(gateway: RealGateway, requestId: string): Promise<void> {
  await asAdmin(gateway, 'device.pair.approve', { requestId });
}

/** Calls a method of our own channel. */
async function onTestline(gateway: RealGateway, name: string, params: Wire): Promise<void> {
  await asAdmin(gateway, `testline.${name}`, params);
}

async function asAdmin(gateway: RealGateway, method: string, params: Wire): Promise<void> {
  const admin = new RawClient(gateway.wsUrl);
  await admin.connect({ scopes: ['operator.admin', 'operator.pairing'] }, gateway.token);
  await admin.call(method, params);
  admin.close();
}

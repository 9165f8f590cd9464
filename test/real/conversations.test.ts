import { afterAll, beforeAll } from 'vitest';
import { describeApprovals } from '../../packages/bridge/src/gateway/approvals.testsuite.ts';
import { describeConversations } from '../../packages/bridge/src/gateway/conversations.testsuite.ts';
import { describeGatewayEar } from '../../packages/bridge/src/gateway/gateway-ear.testsuite.ts';
import { describeModes } from '../../packages/bridge/src/gateway/modes.testsuite.ts';
import { openTempRunner } from '../../packages/bridge/src/gateway/runner.fixture.ts';
import { RawClient } from '../../packages/simulator/src/contract/raw-client.ts';
import { startProxy, type Proxy } from '../proxy.ts';
import { startRealGateway, type RealGateway } from './real-gateway.ts';

// The same promises as on the simulator, kept on the gateway people run; a TCP proxy in between cuts the wire.
let gateway: RealGateway;
let proxy: Proxy;

beforeAll(async () => {
  gateway = await startRealGateway({ exec: 'ask', testline: true });
  proxy = await startProxy(gateway.port);
});
afterAll(async () => {
  await proxy.close();
  await gateway.stop();
});

const url = () => `http://127.0.0.1:${proxy.port}`;

async function testline(method: 'seed' | 'receive', params: object): Promise<void> {
  const admin = new RawClient(gateway.wsUrl);
  await admin.connect({ scopes: ['operator.admin'] }, gateway.token);
  await admin.call(`testline.${method}`, { ...params });
  admin.close();
}

describeConversations('WebSocket on the real gateway', async () => {
  const { pool, close } = openTempRunner(url(), gateway.token, 'ws');
  return {
    gateway: pool,
    seed: (conversation) => testline('seed', conversation),
    teardown: close,
  };
});

describeApprovals('WebSocket on the real gateway', async () => {
  const { pool, raisePlugin, close } = openTempRunner(url(), gateway.token, 'ws', 'admin');
  const reader = openTempRunner(url(), gateway.token, 'ws', 'read');
  return {
    gateway: pool,
    raisePlugin,
    reader: reader.pool,
    async teardown() {
      await Promise.all([close(), reader.close()]);
    },
  };
});

describeGatewayEar('WebSocket on the real gateway', async () => {
  const { pool, close } = openTempRunner(url(), gateway.token, 'ws', 'admin');
  const stranger = openTempRunner(url(), 'wrong', 'ws');
  return {
    gateway: pool,
    stranger: stranger.pool,
    channel: 'testline',
    receive: (message) => testline('receive', message),
    cut: () => proxy.cut(),
    kill: () => gateway.kill(),
    start: () => gateway.start(),
    async teardown() {
      await Promise.all([close(), stranger.close()]);
    },
  };
});

describeModes('on the real gateway', async () => {
  const { pool, close } = openTempRunner(url(), gateway.token, 'ws');
  return { pool, teardown: close };
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import {
  describeAgentRunner,
  type RunnerSetup,
} from '../../packages/bridge/src/gateway/agent-runner.testsuite.ts';
import { createGatewayPool } from '../../packages/bridge/src/gateway/pool.ts';
import { startProxy, type Proxy } from '../proxy.ts';
import { startRealGateway, type RealGateway } from './real-gateway.ts';

// The same promises as on the simulator, kept on the gateway people run; a TCP proxy in between cuts the wire.
let gateway: RealGateway;
let proxy: Proxy;

beforeAll(async () => {
  gateway = await startRealGateway({ exec: 'full' });
  proxy = await startProxy(gateway.port);
});
afterAll(async () => {
  await proxy.close();
  await gateway.stop();
});

async function onRealGateway(outlet: 'ws' | 'http'): Promise<RunnerSetup> {
  const home = mkdtempSync(join(tmpdir(), 'clawbridge-runner-'));
  const pool = createGatewayPool({
    instances: [
      {
        name: 'it',
        url: `http://127.0.0.1:${proxy.port}`,
        isDefault: true,
        outlet,
        model: 'openclaw',
        timeoutMs: 60_000,
        maxConcurrent: 8,
        credentials: { token: gateway.token },
      },
    ],
    deviceFile: join(home, 'device.pem'),
    deviceTokensFile: join(home, 'device-tokens.json'),
    allowPlaintext: false,
    version: '0',
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  return {
    runner: pool,
    cut: () => proxy.cut(),
    async crash() {
      await gateway.kill();
      await gateway.start();
    },
    async teardown() {
      await pool.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

describeAgentRunner(
  'WebSocket on the real gateway',
  { survivesDisconnect: true, showsTools: true, queuesTurns: true },
  () => onRealGateway('ws'),
);
describeAgentRunner(
  'HTTP on the real gateway',
  { survivesDisconnect: false, showsTools: false, queuesTurns: false },
  () => onRealGateway('http'),
);

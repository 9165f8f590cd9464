import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '@clawbridge/simulator';
import type { Instance } from '../domain/instance.ts';
import type { Log } from '../domain/port/log.ts';
import { describeAgentRunner, type RunnerSetup } from './agent-runner.testsuite.ts';
import { createGatewayPool } from './pool.ts';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

async function onSimulator(outlet: Instance['outlet']): Promise<RunnerSetup> {
  const gateway = await startSimulator();
  const home = mkdtempSync(join(tmpdir(), 'clawbridge-runner-'));
  const pool = createGatewayPool({
    instances: [
      {
        name: 'it',
        url: gateway.httpUrl,
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
    log: silent,
  });
  return {
    runner: pool,
    runsOf: (message) => gateway.turns.filter((turn) => turn.message === message).length,
    cut: () => gateway.dropConnections(),
    async crash() {
      await gateway.kill();
      await gateway.start();
    },
    async teardown() {
      await pool.close();
      await gateway.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

describeAgentRunner(
  'WebSocket on the simulator',
  { survivesDisconnect: true, showsTools: true, queuesTurns: true },
  () => onSimulator('ws'),
);
describeAgentRunner(
  'HTTP on the simulator',
  { survivesDisconnect: false, showsTools: false, queuesTurns: false },
  () => onSimulator('http'),
);

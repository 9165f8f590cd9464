import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anInstance } from '../domain/instance.fixture.ts';
import { DEFAULT_MODE, GATEWAY_MODES, type GatewayMode, type Instance } from '../domain/instance.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createGatewayPool, type GatewayPool } from './pool.ts';
import { createConnection } from './ws/connection.ts';
import { openDeviceTokens } from './ws/device-tokens.ts';
import { loadDevice } from './ws/device.ts';

export interface TempRunner {
  readonly pool: GatewayPool;
  /** A plugin asks for approval, which waits so long. Resolves with its id. */
  raisePlugin(timeoutMs: number): Promise<string>;
  close(): Promise<void>;
}

/** The outlets to one gateway, called `it`, and in each mode by the name of the mode, with one device of their own. */
export function openTempRunner(
  url: string,
  token: string,
  outlet: Instance['outlet'],
  mode: GatewayMode = DEFAULT_MODE,
): TempRunner {
  const home = mkdtempSync(join(tmpdir(), 'clawbridge-runner-'));
  const pool = createGatewayPool({
    instances: [
      anInstance({ name: 'it', url, outlet, mode, credentials: { token } }),
      ...GATEWAY_MODES.map((one) =>
        anInstance({ name: one, url, outlet, mode: one, credentials: { token }, isDefault: false }),
      ),
    ],
    deviceFile: join(home, 'device.pem'),
    deviceTokensFile: join(home, 'device-tokens.json'),
    allowPlaintext: false,
    version: '0',
    log: createRecordingLog(),
  });
  const plugin = createConnection({
    instance: anInstance({ url, mode: 'admin', credentials: { token } }),
    capabilities: [],
    device: loadDevice(join(home, 'device.pem')),
    tokens: openDeviceTokens(join(home, 'device-tokens.json')),
    log: createRecordingLog(),
    version: '0',
    allowPlaintext: false,
  });
  return {
    pool,
    async raisePlugin(timeoutMs) {
      const words = { pluginId: 'mail', title: 'Send mail', description: 'to everybody' };
      const where = { agentId: 'main', sessionKey: 'agent:main:mail' };
      const request = { ...words, ...where, twoPhase: true, timeoutMs };
      return String((await plugin.request('plugin.approval.request', request))['id']);
    },
    async close() {
      await Promise.all([pool.close(), plugin.close()]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

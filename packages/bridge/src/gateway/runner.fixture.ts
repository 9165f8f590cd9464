import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anInstance } from '../domain/instance.fixture.ts';
import { DEFAULT_MODE, GATEWAY_MODES, type GatewayMode, type Instance } from '../domain/instance.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createGatewayPool, type GatewayPool } from './pool.ts';

export interface TempRunner {
  readonly pool: GatewayPool;
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
  return {
    pool,
    async close() {
      await pool.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecordingLog } from '../../domain/port/recording-log.fixture.ts';
import { createConnection } from './connection.ts';
import { openDeviceTokens } from './device-tokens.ts';
import { loadDevice } from './device.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'clawbridge-connection-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** What no gateway shows at will; everything else is in the runner's contract suite. */
function connectionTo(url: string) {
  return createConnection({
    instance: {
      name: 'it',
      url,
      isDefault: true,
      outlet: 'ws',
      mode: 'approvals',
      model: 'openclaw',
      timeoutMs: 1_000,
      maxConcurrent: 1,
      credentials: { token: 'secret' },
    },
    capabilities: [],
    device: loadDevice(join(home, 'device.pem')),
    tokens: openDeviceTokens(join(home, 'device-tokens.json')),
    log: createRecordingLog(),
    version: '0',
    allowPlaintext: false,
  });
}

describe('a connection', () => {
  it('is refused before a token travels in plain text, and again at the next try', async () => {
    const connection = connectionTo('http://203.0.113.7:18789');
    await expect(connection.hello()).rejects.toMatchObject({ code: 'insecure_url' });
    await expect(connection.hello()).rejects.toMatchObject({ code: 'insecure_url' });
    await connection.close();
  });

  it('that is closed in the middle of its handshake does not wait for the gateway', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const connection = connectionTo(`http://127.0.0.1:${port}`);
    const hello = connection.hello();
    const [socket] = await once(silent, 'connection');
    await Promise.all([expect(hello).rejects.toMatchObject({ code: 'shutting_down' }), connection.close()]);
    socket.destroy();
    silent.close();
  });
});

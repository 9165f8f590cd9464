import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempHome, type TempHome } from '../config/home.fixture.ts';
import { anEndpointReport } from '../domain/endpoint.fixture.ts';
import { openStore } from '../store/open-store.ts';
import { checkEnvFile } from './env-file.ts';
import { checkXiaozhi } from './xiaozhi.ts';

let home: TempHome;
beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

const XIAOZHI = JSON.stringify([
  { name: 'kitchen', url: 'wss://api.xiaozhi.me/mcp/?token=cut-off' },
  { name: 'den', url: 'ws://127.0.0.1:1/mcp_endpoint/mcp/?token=a' },
]);

describe('what doctor says of endpoints', () => {
  it('is nothing when there is none', async () => {
    expect(await checkXiaozhi(await home.read())).toEqual([]);
  });

  it('is what their tokens and their holders say, and dials nobody', async () => {
    const config = await home.read({ CLAWBRIDGE_XIAOZHI: XIAOZHI });
    const ids = config.xiaozhi.map(({ endpoint: { id } }) => id);
    const store = await openStore(config);
    const now = Date.now();
    await store.endpoints.hold({ holder: 'h', ids: ids.slice(0, 1), now, until: now + 30_000 });
    await store.endpoints.report(ids[0] ?? '', 'h', anEndpointReport({ name: 'kitchen' }), now);
    await store.close();
    expect(await checkXiaozhi(config)).toMatchObject([
      { name: 'Endpoint kitchen, token', status: 'warn' },
      { name: 'Endpoint kitchen', status: 'ok' },
      { name: 'Endpoint den', status: 'warn', detail: 'no `clawbridge serve` runs that dials it' },
    ]);
  });

  it('cannot be said without a store', async () => {
    mkdirSync(join(home.folder, 'state.db'));
    const findings = await checkXiaozhi(await home.read({ CLAWBRIDGE_XIAOZHI: XIAOZHI }));
    expect(findings).toMatchObject([
      { name: 'Endpoint kitchen, token' },
      { name: 'Endpoints', status: 'fail' },
    ]);
  });
});

describe('what doctor says of the env file', () => {
  it('is nothing when there is none', async () => {
    expect(await checkEnvFile(await home.read())).toEqual([]);
  });

  it('is whether others can read it', async () => {
    const path = home.write('env', 'PORT=1\n');
    chmodSync(path, 0o644);
    expect(await checkEnvFile(await home.read())).toMatchObject([
      { status: 'warn', hint: expect.stringContaining(`chmod 600 ${path}`) },
    ]);
    chmodSync(path, 0o600);
    expect(await checkEnvFile(await home.read())).toMatchObject([{ name: 'Env file', status: 'ok' }]);
  });
});

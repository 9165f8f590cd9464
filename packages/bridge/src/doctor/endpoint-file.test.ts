import { chmodSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { createTempHome } from '../config/home.fixture.ts';
import { endpointFile } from './endpoint-file.ts';

it.skipIf(process.platform === 'win32')('warns of a file with an address that others can read', async () => {
  const home = createTempHome();
  onTestFinished(() => home.discard());
  const file = home.write('url', 'ws://192.168.1.5:8004/mcp_endpoint/mcp/?token=a');
  chmodSync(file, 0o644);
  const config = await home.read({ CLAWBRIDGE_XIAOZHI: JSON.stringify([{ name: 'a', urlFile: file }]) });
  const [settings] = config.xiaozhi;
  expect(settings && endpointFile(settings)).toMatchObject({
    status: 'warn',
    hint: expect.stringContaining(`chmod 600 ${file}`),
  });
  chmodSync(file, 0o600);
  expect(settings && endpointFile(settings)).toBeUndefined();
  expect(endpointFile({})).toBeUndefined();
});

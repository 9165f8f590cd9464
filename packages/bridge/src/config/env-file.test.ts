import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exposedEnvFile } from './env-file.ts';
import { createTempHome, type TempHome } from './home.fixture.ts';
import type { Environment } from './read.ts';

let home: TempHome;

beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

const refusal = async (env: Environment = {}) =>
  await home.read(env).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('the env file of the home folder', () => {
  it('says what the environment would say', async () => {
    const path = home.write(
      'env',
      '\uFEFF# settings\r\nexport PORT=4000\r\nOPENCLAW_URL="ws://127.0.0.1:1" # ours\r\n\r\nOPENCLAW_GATEWAY_TOKEN=abcdef\r\n',
    );
    const config = await home.read();
    expect(config.http.port).toBe(4000);
    expect(config.instances).toMatchObject([{ url: 'ws://127.0.0.1:1', credentials: { token: 'abcdef' } }]);
    expect(config.secrets).toContain('abcdef');
    expect(config.environment['PORT']).toBe('4000');
    expect(config.envFile).toBe(path);
  });

  it('comes behind flags and the real environment, and before config.json5', async () => {
    home.write('config.json5', '{ port: 1, host: "file" }');
    home.write('env', 'PORT=2\nHOST=kept\n');
    expect((await home.read()).http).toMatchObject({ port: 2, host: 'kept' });
    expect((await home.read({ PORT: '3' })).http).toMatchObject({ port: 3, host: 'kept' });
    expect((await home.read({ PORT: '3' }, { port: '4' })).http).toMatchObject({ port: 4, host: 'kept' });
  });

  it('counts where a variable of the real environment is empty', async () => {
    home.write('env', 'PORT=2\n');
    expect((await home.read({ PORT: ' ' })).http.port).toBe(2);
  });

  it.each([
    ['another name of the setting', { OAUTH_ENABLED: 'true' }, 'AUTH_ENABLED=nonsense'],
    [
      'the file of a secret',
      { OPENCLAW_GATEWAY_TOKEN: 'real-token' },
      'OPENCLAW_GATEWAY_TOKEN_FILE=/nowhere',
    ],
    ['a setting that excludes it', { OPENCLAW_URL: 'ws://127.0.0.1:1' }, 'OPENCLAW_INSTANCES=nonsense'],
  ])('is silent where the real environment says it by %s', async (_, env, line) => {
    home.write('env', `${line}\n`);
    expect(await refusal(env)).toBeUndefined();
  });

  it('is named by errors, so that nobody looks for it in the shell', async () => {
    const path = home.write('env', 'PORT=many\n');
    expect(await refusal()).toMatchObject({ message: expect.stringContaining(`PORT in ${path} is "many"`) });
  });

  it.each([
    ['a line without a name', 'PORT=1\nhunter2hunter2\n', 2],
    ['a quotation mark without an end', `PORT=1\n\nA='hunter2hunter2\nB=1\n`, 3],
    ['text behind the closing mark', 'A="1" hunter2hunter2\n', 1],
    ['a name no variable has', 'A-B=hunter2hunter2\n', 1],
  ])('is refused with %s, which is not repeated', async (_, content, line) => {
    home.write('env', content);
    const failure = await refusal();
    expect(failure).toMatchObject({ code: 'config_invalid' });
    expect(String(failure)).toContain(`line ${line}`);
    expect(String(failure)).not.toContain('hunter2');
  });

  it('cannot say where it is itself', async () => {
    home.write('env', 'CLAWBRIDGE_HOME=/elsewhere\n');
    expect(await refusal()).toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining('CLAWBRIDGE_HOME'),
    });
  });

  it('is looked through for names that are no settings', async () => {
    home.write('env', 'XIAOZHI_URL=a\nCLAWBRIDGE_XIAOZI=b\nOTHER=c\nXIAOZHI_TOKEN_FILE=\nPORT=1\n');
    expect([...(await home.read()).envStrangers].toSorted()).toEqual(['CLAWBRIDGE_XIAOZI', 'XIAOZHI_URL']);
  });

  it('is refused when it cannot be read', async () => {
    mkdirSync(join(home.folder, 'env'));
    expect(await refusal()).toMatchObject({ code: 'config_invalid' });
  });

  it('is said to be exposed where others can read it', () => {
    const path = home.write('env', 'PORT=1\n');
    chmodSync(path, 0o640);
    expect(exposedEnvFile(path)?.hint).toContain(`chmod 600 ${path}`);
    chmodSync(path, 0o600);
    expect(exposedEnvFile(path)).toBeUndefined();
    expect(exposedEnvFile(undefined)).toBeUndefined();
  });
});

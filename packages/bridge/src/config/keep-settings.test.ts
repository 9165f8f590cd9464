import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempHome, type TempHome } from './home.fixture.ts';
import { keepSettings, replacedBy, settingsToKeep } from './keep-settings.ts';

let home: TempHome;

beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

const file = () => join(home.folder, 'env');
const content = () => readFileSync(file(), 'utf8');

describe('what a service would not see', () => {
  const toKeep = (
    environment: Readonly<Record<string, string>>,
    flags: Readonly<Record<string, string | true>> = {},
  ) => settingsToKeep({ home: home.folder, environment }, new Map(Object.entries(flags)));

  it('is what flags and environment say, secrets among it, the flags first', () => {
    expect(
      toKeep(
        { OPENCLAW_URL: 'ws://one', XIAOZHI_MCP_URL: 'wss://two/mcp/?token=three', PATH: '/bin', HOST: ' ' },
        { 'openclaw-url': 'ws://four', auth: true },
      ),
    ).toEqual({
      OPENCLAW_URL: 'ws://four',
      XIAOZHI_MCP_URL: 'wss://two/mcp/?token=three',
      AUTH_ENABLED: 'true',
    });
  });

  it('is where a secret stands, by its whole path', () => {
    expect(toKeep({ XIAOZHI_TOKEN_FILE: 'token.txt' }, { 'gateway-token-file': 'gateway.txt' })).toEqual({
      XIAOZHI_TOKEN_FILE: resolve('token.txt'),
      OPENCLAW_GATEWAY_TOKEN_FILE: resolve('gateway.txt'),
    });
  });

  it('is a place by its whole path, because a service starts in a folder of its own', () => {
    const said = {
      OPENCLAW_STATE_DIR: 'state',
      OTEL_EXPORTER_OTLP_CERTIFICATE: 'ca.pem',
      OTEL_SERVICE_NAME: 'mine',
    };
    expect(toKeep(said, { 'log-file': 'logs/x.log' })).toEqual({
      CLAWBRIDGE_LOG_FILE: resolve('logs/x.log'),
      OPENCLAW_STATE_DIR: resolve('state'),
      OTEL_EXPORTER_OTLP_CERTIFICATE: resolve('ca.pem'),
      OTEL_SERVICE_NAME: 'mine',
    });
  });

  it('is a list with the whole paths of its files, and else as it was said', () => {
    const kept = toKeep({
      CLAWBRIDGE_XIAOZHI: '[{"name": "a", "urlFile": "a.url"}, {"name": "b", "tokenFile": "/b"}]',
      CLAWBRIDGE_NOTIFY: '[ {"name": "desk", "command": ["notify"]} ]',
      OPENCLAW_INSTANCES: '[{"name":"home","passwordFile":"../secret"}]',
    });
    expect(kept['CLAWBRIDGE_NOTIFY']).toBe('[ {"name": "desk", "command": ["notify"]} ]');
    expect(JSON.parse(kept['CLAWBRIDGE_XIAOZHI'] ?? '')).toEqual([
      { name: 'a', urlFile: resolve('a.url') },
      { name: 'b', tokenFile: '/b' },
    ]);
    expect(JSON.parse(kept['OPENCLAW_INSTANCES'] ?? '')).toEqual([
      { name: 'home', passwordFile: resolve('../secret') },
    ]);
  });

  it('is a variable by the name it has here', () => {
    expect(toKeep({ OPENCLAW_TOKEN: 'one' })).toEqual({ OPENCLAW_TOKEN: 'one' });
  });

  it('is what leads to the local OpenClaw and to a collector', () => {
    const said = { OPENCLAW_CONFIG_PATH: '/x.json', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
    expect(toKeep(said)).toEqual(said);
  });

  it('is neither the home folder nor what belongs to one start', () => {
    expect(toKeep({ CLAWBRIDGE_HOME: '/x' }, { home: '/x', transport: 'http', debug: true })).toEqual({});
  });

  it('is not what is kept already', async () => {
    home.write('env', 'PORT=4000\nHOST=127.0.0.1\n');
    const { environment } = await home.read({ PORT: '5000' });
    expect(settingsToKeep({ home: home.folder, environment }, new Map())).toEqual({ PORT: '5000' });
  });

  it('is not what is kept already as a whole path, or as its owner wrote it', async () => {
    home.write('env', `CLAWBRIDGE_LOG_FILE=${resolve('x.log')}\nXIAOZHI_TOKEN_FILE=mine\n`);
    const environment = { CLAWBRIDGE_LOG_FILE: 'x.log', XIAOZHI_TOKEN_FILE: 'mine' };
    expect(toKeep(environment)).toEqual({});
  });
});

describe('what is kept', () => {
  it('makes a file only its owner can read, and the folder where there is none', () => {
    const folder = join(home.folder, 'deep', 'er');
    expect(keepSettings(folder, { PORT: '4000' })).toBe(join(folder, 'env'));
    expect(statSync(join(folder, 'env')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it('closes a file that was open', () => {
    writeFileSync(file(), 'PORT=1\n');
    chmodSync(file(), 0o644);
    keepSettings(home.folder, { HOST: 'h' });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('leaves all other lines as they are', () => {
    home.write('env', '# mine\nexport PORT=1 # old\n\nOTHER="two\nlines" # end\nHOST=h');
    keepSettings(home.folder, { PORT: '2', OPENCLAW_URL: 'ws://127.0.0.1:1' });
    expect(content()).toBe(
      '# mine\nPORT=2\n\nOTHER="two\nlines" # end\nHOST=h\nOPENCLAW_URL=ws://127.0.0.1:1\n',
    );
  });

  it('takes out what says the same by another name, and what only one of can be meant', () => {
    home.write('env', 'OAUTH_ENABLED=false\nXIAOZHI_MCP_URL=wss://a/\nOPENCLAW_GATEWAY_TOKEN_FILE=/x\n');
    keepSettings(home.folder, { AUTH_ENABLED: 'true', XIAOZHI_TOKEN: 'b', OPENCLAW_GATEWAY_TOKEN: 'c' });
    expect(parseEnv(content())).toEqual({
      AUTH_ENABLED: 'true',
      XIAOZHI_TOKEN: 'b',
      OPENCLAW_GATEWAY_TOKEN: 'c',
    });
  });

  it('is the same after being kept twice', () => {
    const variables = { CLAWBRIDGE_XIAOZHI: '[{"name":"客厅"}]', PORT: '1' };
    keepSettings(home.folder, variables);
    const once = content();
    keepSettings(home.folder, variables);
    expect(content()).toBe(once);
  });

  it('is read again as it was, whatever it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^\0\r]*$/), fc.string({ unit: 'grapheme' }), (one, two) => {
        const values = [one, two].map((value) => value.replaceAll(/[\0\r]/g, '').replaceAll('`', ''));
        const variables = { FIRST: values[0] ?? '', SECOND: values[1] ?? '' };
        keepSettings(home.folder, variables);
        expect(parseEnv(content())).toEqual(variables);
      }),
    );
  });

  it('leaves a file alone that it does not understand', () => {
    home.write('env', 'what is this?\n');
    expect(() => keepSettings(home.folder, { PORT: '1' })).toThrow(/line 1/);
    expect(content()).toBe('what is this?\n');
  });

  it.skipIf(process.platform !== 'linux')('says so when the folder cannot be written', () => {
    expect(() => keepSettings('/proc/clawbridge', { PORT: '1' })).toThrow(/cannot be written/);
  });

  it('leaves nothing but the file', () => {
    keepSettings(home.folder, { PORT: '1' });
    expect(readdirSync(home.folder)).toEqual(['env']);
  });

  it('writes into no file that somebody put where a draft might go', () => {
    const theirs = join(home.folder, 'theirs');
    writeFileSync(theirs, 'theirs');
    symlinkSync(theirs, `${file()}.${process.pid}.tmp`);
    keepSettings(home.folder, { PORT: '1' });
    expect(readFileSync(theirs, 'utf8')).toBe('theirs');
    expect(lstatSync(file()).isFile()).toBe(true);
  });

  it('takes the place of settings that say the same, and names them', () => {
    home.write('env', 'XIAOZHI_MCP_URL=wss://a/\nPORT=1\nHOST=h\n');
    expect(replacedBy(home.folder, { XIAOZHI_TOKEN: 'b', PORT: '2' })).toEqual(['PORT', 'XIAOZHI_MCP_URL']);
    expect(replacedBy(home.folder, { HOST: 'other', OPENCLAW_URL: 'x' })).toEqual(['HOST']);
  });
});

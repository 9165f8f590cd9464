import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverLocal } from './discover.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'clawbridge-openclaw-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Puts a config where OpenClaw has it, and returns its path. */
function config(content: unknown, path = '.openclaw/openclaw.json'): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const discover = (env: Readonly<Record<string, string>> = {}) =>
  discoverLocal({ OPENCLAW_HOME: home, ...env });
const local = (gateway: object) => ({ gateway });

describe('the local OpenClaw', () => {
  it('is assumed at its usual address when it has no config', () => {
    expect(discover()).toEqual({ url: 'http://127.0.0.1:18789', credentials: {}, unset: [] });
  });

  it('is found by its config: port, token, and where that was read', () => {
    const source = config(local({ port: 21_000, auth: { mode: 'token', token: 'secret' } }));
    expect(discover()).toEqual({
      url: 'http://127.0.0.1:21000',
      credentials: { token: 'secret' },
      source,
      unset: [],
    });
  });

  it('may write its config with comments, as JSON5', () => {
    config('{ /* mine */ gateway: { port: 21000, auth: { password: "p" } }, }');
    expect(discover()).toMatchObject({ url: 'http://127.0.0.1:21000', credentials: { password: 'p' } });
  });

  it('may speak TLS', () => {
    config(local({ tls: { enabled: true } }));
    expect(discover().url).toBe('https://127.0.0.1:18789');
  });

  it.each([
    ['OPENCLAW_CONFIG_PATH', (file: string) => ({ OPENCLAW_CONFIG_PATH: file }), 'elsewhere/my.json'],
    ['OPENCLAW_STATE_DIR', (file: string) => ({ OPENCLAW_STATE_DIR: dirname(file) }), 'state/openclaw.json'],
    ['OPENCLAW_PROFILE', () => ({ OPENCLAW_PROFILE: 'work' }), '.openclaw-work/openclaw.json'],
    ['the default profile', () => ({ OPENCLAW_PROFILE: 'default' }), '.openclaw/openclaw.json'],
  ])('is found where %s says', (_, env, path) => {
    const source = config(local({ port: 21_000 }), path);
    expect(discover(env(source))).toMatchObject({ url: 'http://127.0.0.1:21000', source });
  });

  it('has the port of the environment before that of its config', () => {
    expect(discover({ OPENCLAW_GATEWAY_PORT: '22000' }).url).toBe('http://127.0.0.1:22000');
    config(local({ port: 21_000 }));
    expect(discover({ OPENCLAW_GATEWAY_PORT: '22000' }).url).toBe('http://127.0.0.1:22000');
  });

  it.each(['', 'many', '0', '-1', '65536', '1.5'])('ignores a port that is none: %j', (port) => {
    expect(discover({ OPENCLAW_GATEWAY_PORT: port }).url).toBe('http://127.0.0.1:18789');
    config(local({ port: Number(port) }));
    expect(discover().url).toBe('http://127.0.0.1:18789');
  });

  it.each(['[]', 'null', '{ "gateway": 5 }'])(
    'has its defaults when its config says nothing: %s',
    (content) => {
      config(content);
      expect(discover()).toMatchObject({ url: 'http://127.0.0.1:18789', credentials: {} });
    },
  );

  it.each(['{ broken', ''])('is not guessed when its config is %j', (content) => {
    const file = config(content);
    expect(discover).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        message: expect.stringMatching(`^The config of OpenClaw ${file} is not valid JSON5: .*[^.]\\.$`),
      }),
    );
  });

  it('is not guessed when its config cannot be read', () => {
    const file = join(home, '.openclaw/openclaw.json');
    mkdirSync(file, { recursive: true });
    expect(discover).toThrow(`The config of OpenClaw ${file} cannot be read (EISDIR).`);
  });

  it('is not guessed when the config somebody named is not there', () => {
    const file = join(home, 'no-such.json');
    expect(() => discover({ OPENCLAW_CONFIG_PATH: file })).toThrow(
      `The config of OpenClaw ${file} cannot be read (ENOENT).`,
    );
  });
});

describe('a config in remote mode', () => {
  const remote = {
    mode: 'remote',
    remote: { url: 'wss://gw.example.com/', token: 'far' },
    auth: { token: 'near' },
  };

  it('leads to the remote gateway, with its own credentials', () => {
    config(local(remote));
    expect(discover()).toMatchObject({ url: 'wss://gw.example.com', credentials: { token: 'far' } });
  });

  it('leads to the local one when the mode or the URL says so', () => {
    config(local({ ...remote, mode: 'local' }));
    expect(discover()).toMatchObject({ url: 'http://127.0.0.1:18789', credentials: { token: 'near' } });
    config(local({ ...remote, remote: {} }));
    expect(discover()).toMatchObject({ url: 'http://127.0.0.1:18789', credentials: { token: 'near' } });
  });
});

describe('a secret in the config', () => {
  it.each([
    ['plain', 'plain-secret', 'plain-secret'],
    ['as ${NAME}', '${MY_TOKEN}', 'from-env'],
    ['as a reference', { source: 'env', id: 'MY_TOKEN' }, 'from-env'],
    ['with a dollar that is no reference', '$MY_TOKEN', '$MY_TOKEN'],
    ['as ${NAME} inside another text', 'x${MY_TOKEN}', 'x${MY_TOKEN}'],
    ['as a variable that is not set', '${OTHER}', undefined],
    ['as a reference to nothing', { source: 'env' }, undefined],
    ['as a reference only OpenClaw can follow', { source: 'exec', id: 'MY_TOKEN' }, undefined],
    ['empty', '', undefined],
    ['as a number', 5, undefined],
  ])('may stand there %s', (_, token, expected) => {
    config(local({ auth: { token } }));
    const { credentials } = discover({ MY_TOKEN: 'from-env' });
    expect(credentials).toEqual(expected === undefined ? {} : { token: expected });
  });

  it.each([
    [{ token: '${MY_TOKEN}', password: 'plain' }, ['MY_TOKEN']],
    [{ token: '${MY_TOKEN}', password: { source: 'env', id: 'MY_PASSWORD' } }, ['MY_TOKEN', 'MY_PASSWORD']],
    [{ token: '${SET}', password: { source: 'exec', id: 'SET' } }, []],
  ])('%j names the variables that are not set', (auth, unset) => {
    config(local({ auth }));
    expect(discover({ SET: 'x', MY_PASSWORD: '' }).unset).toEqual(unset);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempHome, type TempHome } from './home.fixture.ts';

const SECRET = 'hunter2hunter2';
const HOOK = 'https://example.com/T00/key';
const PLACE = 'CLAWBRIDGE_NOTIFY';

let home: TempHome;

beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

const read = async (...entries: unknown[]) =>
  (await home.read({ CLAWBRIDGE_NOTIFY: JSON.stringify(entries) })).notify.notifiers;

const refusal = async (env: Readonly<Record<string, string>>) =>
  await home.read(env).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('those who can be told', () => {
  it('are webhooks, commands and channels', async () => {
    expect(
      await read(
        { name: 'hook', webhook: HOOK, secret: SECRET },
        { name: 'bell', command: ['notify-send', '-u', ''], always: true },
        { name: 'phone', channel: 'telegram', to: '-1001', account: 'bot', thread: '7', instance: 'work' },
        { name: 'desk', channel: 'signal', to: '+49151', always: 'false' },
      ),
    ).toEqual([
      { name: 'hook', always: false, receiver: { kind: 'webhook', url: HOOK, secret: SECRET } },
      { name: 'bell', always: true, receiver: { kind: 'command', command: ['notify-send', '-u', ''] } },
      {
        name: 'phone',
        always: false,
        receiver: {
          kind: 'route',
          channel: 'telegram',
          to: '-1001',
          accountId: 'bot',
          threadId: '7',
          instance: 'work',
        },
      },
      { name: 'desk', always: false, receiver: { kind: 'route', channel: 'signal', to: '+49151' } },
    ]);
  });

  it('stand in config.json5 as a list, in a flag and a variable as JSON, and the flag comes first', async () => {
    const names = async (env = {}, flags = {}) =>
      (await home.read(env, flags)).notify.notifiers.map(({ name }) => name);
    const list = (name: string) => JSON.stringify([{ name, webhook: HOOK }]);
    expect(await names()).toEqual([]);
    home.write('config.json5', `{ notify: [{ name: 'filed', webhook: '${HOOK}' }] }`);
    expect(await names()).toEqual(['filed']);
    expect(await names({ CLAWBRIDGE_NOTIFY: list('variable') })).toEqual(['variable']);
    expect(await names({ CLAWBRIDGE_NOTIFY: list('variable') }, { notify: list('flag') })).toEqual(['flag']);
    expect(await names({ CLAWBRIDGE_NOTIFY: '[]' })).toEqual([]);
  });

  it('may have their secret in a file', async () => {
    const secretFile = home.write('secret', `${SECRET}\n`);
    expect(await read({ name: 'hook', webhook: HOOK, secretFile })).toMatchObject([
      { receiver: { secret: SECRET } },
    ]);
  });

  it('may have the whole path of a program', async () => {
    expect(await read({ name: 'bell', command: [process.execPath] })).toMatchObject([
      { receiver: { command: [process.execPath] } },
    ]);
  });
});

describe('a mistake names the entry and what would be right', () => {
  const hook = { name: 'hook', webhook: HOOK };
  const bell = { name: 'bell', command: ['true'] };

  it.each([
    ['what is no JSON', '[{name:hook}]', 'CLAWBRIDGE_NOTIFY is not valid JSON.'],
    ['an object', '{}', 'CLAWBRIDGE_NOTIFY must be a JSON array.'],
    ['a text', '["hook"]', 'entry 1 of CLAWBRIDGE_NOTIFY is not an object.'],
  ])('%s', async (_, raw, message) => {
    expect(await refusal({ [PLACE]: raw })).toMatchObject({ code: 'config_invalid', message });
  });

  it.each([
    [{ ...hook, name: 'my hook' }, /^"name" in entry 1 of CLAWBRIDGE_NOTIFY must be 1 to 64 letters/],
    [{ webhook: HOOK }, /^"name" in entry 1 of CLAWBRIDGE_NOTIFY must be/],
    [
      { name: 'hook' },
      /^entry 1 of CLAWBRIDGE_NOTIFY says nobody: it needs a "webhook", a "command" or a "channel"\.$/,
    ],
    [{ ...hook, command: ['true'] }, /has both "webhook" and "command"; make two entries of it/],
    [{ name: 'hook', webhok: HOOK }, /has an unknown key "webhok"\. Did you mean "webhook"\?/],
    [{ ...hook, secrets: SECRET }, /has an unknown key "secrets"\. Did you mean "secret"\?/],
    [{ ...hook, frobnicate: 1 }, /has an unknown key "frobnicate"\.$/],
    [{ ...bell, secret: SECRET }, /has a "secret", which does not go with "command"\.$/],
    [{ ...hook, to: 'x' }, /has a "to", which does not go with "webhook"\.$/],
    [{ ...hook, always: 'mostly' }, /^"always" in entry 1 .* is "mostly"; it can be true or false\.$/],
    [{ ...hook, webhook: SECRET }, /^"webhook" in entry 1 .* is not an http or https URL\.$/],
    [{ ...hook, webhook: 'ftp://example.com' }, /is not an http or https URL/],
    [{ ...hook, webhook: '' }, /^"webhook" in entry 1 .* is missing\.$/],
    [{ ...hook, webhook: 5 }, /^"webhook" in entry 1 .* is not a text\.$/],
    [{ ...hook, webhook: `https://me:${SECRET}@example.com` }, /holds a user name or password/],
    [
      { ...hook, secret: `whsec_${SECRET}!` },
      /^"secret" in entry 1 .* begins with "whsec_", but what follows is no base64\.$/,
    ],
    [{ ...hook, secret: SECRET, secretFile: '/x' }, /has both secret and secretFile; keep one/],
    [{ ...bell, command: 'notify-send hello' }, /^"command" in entry 1 .* is not a list of texts\.$/],
    [{ ...bell, command: [] }, /is not a list of texts/],
    [{ ...bell, command: [''] }, /is not a list of texts/],
    [{ ...bell, command: ['true', 1] }, /is not a list of texts/],
    [{ ...bell, command: ['tr\u0000ue'] }, /is not a list of texts/],
    [{ ...bell, command: ['./bell.sh'] }, /^"command" in entry 1 .* begins with \.\/bell\.sh\.$/],
    [{ ...bell, command: ['~/bell.sh'] }, /begins with ~\/bell\.sh/],
    [{ name: 'phone', channel: 'telegram' }, /^"to" in entry 1 .* is missing\.$/],
    [{ name: 'phone', channel: 'telegram', to: 123 }, /^"to" in entry 1 .* is not a text\.$/],
    [{ name: 'phone', to: '123' }, /says nobody/],
  ])('%j', async (entry, message) => {
    const thrown = await refusal({ [PLACE]: JSON.stringify([entry]) });
    expect(thrown).toMatchObject({ code: 'config_invalid', message: expect.stringMatching(message) });
    expect(JSON.stringify(thrown) + String((thrown as Error).stack)).not.toContain(SECRET);
  });

  it('two of one name', async () => {
    expect(await refusal({ [PLACE]: JSON.stringify([hook, { ...bell, name: 'hook' }]) })).toMatchObject({
      message: 'CLAWBRIDGE_NOTIFY has two notifiers named "hook".',
    });
  });

  it('in config.json5 by its place', async () => {
    const file = home.write('config.json5', '{ notify: [{ name: "x" }] }');
    expect(await refusal({})).toMatchObject({
      message: expect.stringContaining(`entry 1 of "notify" in ${file} says nobody`),
    });
  });
});

describe('the secret of webhooks', () => {
  it('comes from a flag, the environment, a file', async () => {
    const path = home.write('secret', `${SECRET}\n`);
    const secret = async (env = {}, flags = {}) => (await home.read(env, flags)).notify.secret;
    expect(await secret()).toBeUndefined();
    expect(await secret({ CLAWBRIDGE_WEBHOOK_SECRET: SECRET })).toBe(SECRET);
    expect(await secret({ CLAWBRIDGE_WEBHOOK_SECRET_FILE: path })).toBe(SECRET);
    expect(await secret({ CLAWBRIDGE_WEBHOOK_SECRET: 'other' }, { 'webhook-secret': SECRET })).toBe(SECRET);
    home.write('config.json5', `{ webhookSecret: '${SECRET}' }`);
    expect(await secret()).toBe(SECRET);
  });

  it('is refused when it is a key in base64 that is none', async () => {
    const thrown = await refusal({ CLAWBRIDGE_WEBHOOK_SECRET: `whsec_${SECRET}?` });
    expect(thrown).toMatchObject({ code: 'config_invalid', hint: 'Copy it again, to its end.' });
    expect(String((thrown as Error).stack)).not.toContain(SECRET);
  });

  it('is known for taking it out of what is written, and so are those of entries and the keys in their addresses', async () => {
    const { secrets } = await home.read({
      CLAWBRIDGE_WEBHOOK_SECRET: SECRET,
      CLAWBRIDGE_NOTIFY: JSON.stringify([
        { name: 'hook', webhook: HOOK, secret: 'its-own-secret' },
        { name: 'bell', command: ['true'] },
      ]),
    });
    expect(secrets).toEqual([SECRET, HOOK, 'its-own-secret']);
  });
});

describe('the hosts that webhooks may reach', () => {
  it('are none unless somebody names them', async () => {
    const hosts = async (env = {}) => (await home.read(env)).notify.allowedHosts;
    expect(await hosts()).toEqual([]);
    expect(await hosts({ CLAWBRIDGE_WEBHOOK_HOSTS: 'nas.local, 192.168.1.5:8080' })).toEqual([
      'nas.local',
      '192.168.1.5:8080',
    ]);
    home.write('config.json5', `{ webhookHosts: ['nas.local'] }`);
    expect(await hosts()).toEqual(['nas.local']);
  });

  it.each(['*', 'http://nas.local', '*.local', 'nas.local/hook'])('are not %j', async (host) => {
    expect(await refusal({ CLAWBRIDGE_WEBHOOK_HOSTS: `nas,${host}` })).toMatchObject({
      code: 'config_invalid',
      message: `CLAWBRIDGE_WEBHOOK_HOSTS has "${host}", which is not a host.`,
      hint: expect.stringContaining('nas.local'),
    });
  });
});

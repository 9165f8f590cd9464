import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../config/read.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import type { Receiver } from '../domain/receiver.ts';
import { checkNotify } from './notify.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clawbridge-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const check = async (receiver: Receiver, allowed: readonly string[] = []) => {
  const config = {
    notify: { notifiers: [{ name: 'x', always: false, receiver }], secret: undefined, allowedHosts: allowed },
    instances: [anInstance({ name: 'home', isDefault: true })],
    environment: { PATH: `/no/such/folder:${folder}` },
  } as unknown as Config;
  const [finding = expect.fail('nothing was found')] = await checkNotify(config);
  return finding;
};

const webhook = (url: string): Receiver => ({ kind: 'webhook', url });
const command = (program: string): Receiver => ({ kind: 'command', command: [program] });
const route = (instance?: string): Receiver => ({
  kind: 'route',
  channel: 'telegram',
  to: '-1001',
  ...(instance === undefined ? {} : { instance }),
});

describe('a notifier', () => {
  it.each([
    ['a webhook on a public host', webhook('https://8.8.8.8/hook/key'), '8.8.8.8, a public host'],
    ['a webhook on an allowed host', webhook('http://localhost:99/'), 'localhost:99, an allowed host'],
    ['a webhook on an allowed address', webhook('http://[::1]:99/'), '[::1]:99, an allowed host'],
    ['a channel', route(), 'telegram, to -1001, over instance home'],
    ['a channel of an instance', route('home'), 'telegram, to -1001, over instance home'],
    ['a command with its path', command(process.execPath), process.execPath],
  ])('is fine: %s', async (_, receiver, detail) => {
    expect(await check(receiver, ['localhost:99', '::1'])).toEqual({
      name: 'Notifier x',
      status: 'ok',
      detail,
    });
  });

  it('is fine: a command in PATH', async () => {
    const file = join(folder, 'bell');
    writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
    expect(await check(command('bell'))).toMatchObject({ status: 'ok', detail: file });
  });

  it.each([
    [
      'a private webhook',
      webhook('https://127.0.0.1/'),
      /not on the public internet/,
      /--webhook-hosts 127\.0\.0\.1/,
    ],
    ['a webhook without TLS', webhook('http://example.com/'), /without encryption/, /https/],
    ['a webhook nobody knows', webhook('https://no-such-host.invalid/'), /has no address/, /host name/],
    ['a command that is not there', command('no-such-bell'), /^no-such-bell is not in PATH$/, /Install it/],
    ['a path that leads nowhere', command('/no/such/bell'), /is no program this user can run/, /whole path/],
    ['an unknown instance', route('moon'), /no instance is named "moon"/, /^Known are: home\./],
  ])('could not be told: %s', async (_, receiver, detail, hint) => {
    expect(await check(receiver)).toEqual({
      name: 'Notifier x',
      status: 'fail',
      detail: expect.stringMatching(detail),
      hint: expect.stringMatching(hint),
    });
  });

  it('could not be told: a folder, and a file that is not executable', async () => {
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'text'), '', { mode: 0o600 });
    expect(await check(command('sub'))).toMatchObject({ status: 'fail' });
    expect(await check(command('text'))).toMatchObject({ status: 'fail' });
  });

  it('shows no key in the address of a webhook', async () => {
    expect(JSON.stringify(await check(webhook('http://example.com/T00/hunter2')))).not.toContain('hunter2');
  });
});

import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { openPort } from './port.fixture.ts';
import { listenFailure } from './http-server.ts';

const start = (host: string, port: number, auth = false) => openPort({ http: { host, port, auth } });

describe('the HTTP port', () => {
  it('says where it is', async () => {
    const server = await start('127.0.0.1', 0);
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await server.close();
  });

  it('is refused when somebody else has it', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    await expect(start('127.0.0.1', (other.address() as AddressInfo).port)).rejects.toMatchObject({
      code: 'port_in_use',
      hint: expect.stringContaining('--port'),
    });
    other.close();
  });

  it.each([
    ['0.0.0.0', false, 'without authentication'],
    // For documentation only: nobody has it, but nobody would mind either.
    ['192.0.2.1', true, 'not an address of this machine'],
  ])('is not opened on %s with auth %s, because of one reason', async (host, auth, reason) => {
    await expect(start(host, 0, auth)).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining(reason),
    });
  });

  it.each([
    [{ trustProxy: [{ address: '127.0.0.0', bits: 8 }] }, false, '--trust-proxy'],
    [{}, true, '--issuer-url'],
  ])(
    'is not opened for a proxy that leads others here, where nobody asks who comes: %j %s',
    async (http, isPublic, flag) => {
      await expect(openPort({ http, isPublic })).rejects.toMatchObject({
        code: 'config_invalid',
        message: expect.stringContaining(flag),
        hint: expect.stringContaining('--auth'),
      });
    },
  );

  it('says what it means to be called by a name of its own, where nobody asks who comes', async () => {
    const log = createRecordingLog();
    await (await openPort({ http: { allowedHosts: ['claw.local'] }, log })).close();
    expect(log.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('--auth') }]);
  });

  it.each([
    ['EACCES', 'This user may not listen on port 80.', 'below 1024'],
    ['EADDRNOTAVAIL', '::1 is not an address of this machine.', '127.0.0.1'],
  ])('that the system does not give (%s) is a matter of the configuration', (code, message, hint) => {
    const cause = Object.assign(new Error(`listen ${code}`), { code });
    expect(listenFailure(cause, { host: '::1', port: 80 })).toMatchObject({
      code: 'config_invalid',
      message,
      hint: expect.stringContaining(hint),
      cause,
    });
  });

  it('that fails in another way fails as the system says', () => {
    const cause = Object.assign(new Error('listen EWHATEVER'), { code: 'EWHATEVER' });
    expect(listenFailure(cause, { host: '::1', port: 80 })).toBe(cause);
  });
});

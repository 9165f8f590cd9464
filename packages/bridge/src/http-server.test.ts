import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openGate } from './auth/gate.ts';
import { httpSettings } from './config/http-settings.fixture.ts';
import type { Log } from './domain/port/log.ts';
import { OWNER } from './domain/principal.ts';
import { listenFailure, startHttpServer } from './http-server.ts';
import { unwatchedVisits } from './http-visits.fixture.ts';
import { aDoor } from './mcp/door.fixture.ts';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

const start = (host: string, port: number, auth = false) =>
  startHttpServer({
    http: httpSettings({ host, port, auth }),
    entrance: { gate: openGate(OWNER) },
    serversOf: () => () => {
      throw new Error('nobody calls');
    },
    serveWire() {
      throw new Error('nobody connects');
    },
    door: aDoor(),
    checkReadiness: async () => ({ isReady: true, store: 'ok', gateway: 'ok' }),
    visits: unwatchedVisits(silent),
    log: silent,
  });

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

  it('is not opened to the network where nobody asks who comes', async () => {
    await expect(start('0.0.0.0', 0)).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining('without authentication'),
      hint: expect.stringContaining('--auth'),
    });
  });

  it('is opened to the network where clients are asked for tokens', async () => {
    const server = await start('0.0.0.0', 0, true);
    expect(server.url).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/);
    await server.close();
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

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../journeys/program.ts';
import type { Person } from './clients/browser.ts';
import { installBrowser } from './clients/fake-browser.ts';
import { startGuardedBridge, startTwoGuardedBridges, type GuardedBridge } from './clients/guarded-bridge.ts';
import { clientsElsewhere, signingClients, type ClientRow } from './clients/signing-clients.ts';

const houses = [
  { house: 'one process', start: () => startGuardedBridge() },
  { house: 'two processes that take turns, on PostgreSQL', start: () => startTwoGuardedBridges() },
];

/** All a client knows is the address; what the owner knows is the password. */
describe.each(houses)('with $house', ({ start }) => {
  let bridge: GuardedBridge;
  beforeAll(async () => {
    bridge = await start();
  });
  afterAll(() => bridge.stop());

  describe.each(signingClients)('$name', ({ create, document, canRun, takesNo }) => {
    it.skipIf(!canRun)('signs in once, and is known also after a restart', async () => {
      const client = meet(bridge, create, { passwords: ['guessed', bridge.password] });
      expect(await client.ask('first')).toContain('ECHO: first');
      expect(await client.ask('again')).toContain('ECHO: again');
      await bridge.restart();
      expect(await client.ask('later')).toContain('ECHO: later');
      const visits = await client.visits(1);
      expect(visits).toHaveLength(1);
      // The last page is the client's own, where it has one.
      const consent = visits[0]?.pages.findLast(({ html }) => html.includes('value="allow"'));
      expect(consent?.html).toContain(document === undefined ? 'Nobody has verified' : 'published by');
      client.leave();
    });

    it.skipIf(!canRun)('signs in again when all has been taken back', async () => {
      const client = meet(bridge, create);
      expect(await client.ask('before')).toContain('ECHO: before');
      await runProgram(['passwd', '--revoke-all'], bridge.env, `${bridge.password}\n`);
      expect(await client.ask('after')).toContain('ECHO: after');
      expect(await client.visits(2)).toHaveLength(2);
      client.leave();
    });

    it.skipIf(!canRun || !takesNo)('is not let in when the owner denies it', async () => {
      const client = meet(bridge, create, { decision: 'deny' });
      expect(await client.ask('please').catch(String)).not.toContain('ECHO');
      expect((await client.visits(1))[0]?.address).toContain('error=access_denied');
      client.leave();
    });
  });
});

describe('with less than was asked for', () => {
  let bridge: GuardedBridge;
  beforeAll(async () => {
    bridge = await startGuardedBridge();
  });
  afterAll(() => bridge.stop());

  it.each(signingClients.filter(({ canRun }) => canRun))(
    '$name asks nothing that it may not',
    async ({ create }) => {
      const client = meet(bridge, create, { ticked: ['read'] });
      expect(await client.ask('let me').catch(String)).not.toContain('ECHO');
      expect((await client.visits(1))[0]?.address).toContain('code=');
      client.leave();
    },
  );
});

describe('at another address of the bridge', () => {
  let bridge: GuardedBridge;
  beforeAll(async () => {
    bridge = await startGuardedBridge();
  });
  afterAll(() => bridge.stop());

  for (const { name, path, create, canRun } of clientsElsewhere)
    it.skipIf(!canRun)(`${name} signs in`, async () => {
      const client = meet(bridge, create, {}, path);
      expect(await client.ask('hello')).toContain('ECHO: hello');
      expect(await client.visits(1)).toHaveLength(1);
      client.leave();
    });
});

function meet(
  bridge: GuardedBridge,
  create: ClientRow['create'],
  person: Partial<Person> = {},
  path = '/mcp',
) {
  const browser = installBrowser({ passwords: [bridge.password], decision: 'allow', ...person });
  const client = create(browser);
  return {
    ask: async (message: string) => await client.ask(bridge.issuer + path, message),
    visits: async (count: number) => {
      await vi.waitUntil(() => browser.visits().length >= count, { timeout: 10_000 });
      return browser.visits();
    },
    leave() {
      client.remove();
      browser.remove();
    },
  };
}

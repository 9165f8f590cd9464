import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { installBrowser } from './clients/fake-browser.ts';
import { startFront, type Front } from './clients/front.ts';
import { startGuardedBridge, type GuardedBridge } from './clients/guarded-bridge.ts';
import { complaints, runAuthorizationConformance, runConformance } from './conformance.ts';

describe('clawbridge serve, asking who is there', () => {
  let bridge: GuardedBridge;
  /** The suite cannot send a token. */
  let front: Front;
  beforeAll(async () => {
    bridge = await startGuardedBridge();
    front = await startFront({ authorization: `Bearer ${await bridge.makeToken()}` });
    front.leadTo(bridge.nodes());
  });
  afterAll(async () => {
    await front.stop();
    await bridge.stop();
  });

  it('passes what is asked of an authorization server', async () => {
    const port = await freePort();
    const clientId = await register(bridge.issuer, `http://127.0.0.1:${port}/callback`);
    const browser = installBrowser({ passwords: [bridge.password], decision: 'allow' });
    const judged = { issuer: bridge.issuer, resource: bridge.url, clientId, port };
    const run = await runAuthorizationConformance(judged, browser.open);
    expect(complaints(run.checks)).toEqual([]);
    expect(run.code).toBe(0);
    expect(run.scenarios).toEqual(['authorization-code-grant', 'authorization-server-metadata-endpoint']);
    browser.remove();
  });

  it.each([
    ['server-initialize', '2025-11-25'],
    ['ping', '2025-11-25'],
    ['tools-list', '2025-11-25'],
    ['tools-list', '2026-07-28'],
    ['server-sse-multiple-streams', '2025-11-25'],
    ['server-sse-multiple-streams', '2026-07-28'],
    ['dns-rebinding-protection', '2025-11-25'],
    ['dns-rebinding-protection', '2026-07-28'],
    ['server-session-lifecycle', '2025-11-25'],
    ['http-header-validation', '2026-07-28'],
  ])('passes %s of revision %s with a token', async (scenario, revision) => {
    const args = ['--scenario', scenario, '--spec-version', revision];
    expect(complaints((await runConformance(`${front.url}/mcp`, args)).checks)).toEqual([]);
  });
});

/** As a client does that nobody has set up. */
async function register(issuer: string, redirectUri: string): Promise<string> {
  const metadata = await fetch(`${issuer}/.well-known/oauth-authorization-server`);
  const { registration_endpoint: address } = (await metadata.json()) as { registration_endpoint: string };
  const registered = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_name: 'Conformance', redirect_uris: [redirectUri] }),
  });
  return ((await registered.json()) as { client_id: string }).client_id;
}

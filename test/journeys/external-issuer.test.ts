import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startIssuer, type TestIssuer } from '../../packages/bridge/src/auth/issuer.fixture.ts';
import { startServer, type RunningServer } from './clients.ts';
import { makeHome, runProgram, type Environment } from './program.ts';
import { callTool, connectWithToken, makeToken } from './with-token.ts';

/** A bridge that takes the tokens of an issuer somebody has already. */
describe('another issuer', () => {
  const home = makeHome();
  let gateway: Simulator;
  let issuer: TestIssuer;
  let server: RunningServer;
  let env: Environment;

  beforeAll(async () => {
    gateway = await startSimulator();
    issuer = await startIssuer({ path: '/realms/home' });
    env = {
      CLAWBRIDGE_HOME: home.path,
      OPENCLAW_URL: gateway.httpUrl,
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
      AUTH_ENABLED: 'true',
      CLAWBRIDGE_AUTH_MODE: 'external',
      MCP_ISSUER_URL: 'https://claw.example.com',
      CLAWBRIDGE_EXTERNAL_ISSUER: issuer.url,
      CLAWBRIDGE_EXTERNAL_OWNER: 'me',
    };
    server = await startServer(env);
  });
  afterAll(async () => {
    await server.stop();
    await issuer.stop();
    await gateway.stop();
    home.remove();
  });

  const statusOf = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${server.url}/mcp`, { method: 'POST', headers, body: '{}' });
    await response.body?.cancel();
    return response.status;
  };

  // First: nothing is known of the issuer yet.
  it('that is away makes no token bad: the client may come again', async () => {
    issuer.answer(new URL(issuer.jwksUrl).pathname, {}, 500);
    const token = await issuer.sign();
    expect(await statusOf(token)).toBe(503);
    issuer.mend();
    await expect.poll(() => statusOf(token), { timeout: 15_000, interval: 200 }).not.toBe(503);
  });

  it('is named to a client that has no token', async () => {
    const { status, headers } = await fetch(`${server.url}/mcp`, { method: 'POST', body: '{}' });
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe(
      'Bearer resource_metadata="https://claw.example.com/.well-known/oauth-protected-resource/mcp"',
    );
    for (const path of ['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-protected-resource'])
      expect(await (await fetch(`${server.url}${path}`)).json()).toMatchObject({
        resource: 'https://claw.example.com/mcp',
        authorization_servers: [issuer.url],
      });
  });

  it('says who asks, and what for', async () => {
    const owner = await connectWithToken(server.url, await issuer.sign({ sub: 'me', scope: 'mcp' }));
    const ada = await connectWithToken(server.url, await issuer.sign({ sub: 'ada', scope: 'read' }));
    const { data } = await callTool(owner, 'openclaw_chat', { message: 'mine' });
    const { stdout } = await runProgram(['task', 'show', String(data['task_id'])], env);
    expect(stdout).toBe('ECHO: mine\n');
    const seen = await callTool(ada, 'openclaw_task_status', { task_id: data['task_id'] });
    expect(seen.text).toContain('unknown_task');
    expect((await callTool(ada, 'openclaw_chat', { message: 'hers' })).text).toContain('not_allowed');
    await Promise.all([owner.close(), ada.close()]);
  });

  it('does not keep tokens of our own from being good', async () => {
    const { token } = await makeToken(env);
    expect(await statusOf(token)).not.toBe(401);
  });

  it.each([
    ['a token for somebody else', { aud: 'https://other.example.com/mcp' }],
    ['a token of yesterday', { exp: 1 }],
  ])('lets nobody in with %s', async (_, claims) => {
    expect(await statusOf(await issuer.sign(claims))).toBe(401);
  });

  it.each([
    [{ CLAWBRIDGE_EXTERNAL_ISSUER: '' }, '--external-issuer'],
    [{ MCP_ISSUER_URL: '' }, '--issuer-url'],
    [{ MCP_ISSUER_URL: 'http://claw.example.com' }, 'MCP_ISSUER_URL is http://'],
    [{ CLAWBRIDGE_EXTERNAL_ISSUER: 'http://id.example.com' }, 'CLAWBRIDGE_EXTERNAL_ISSUER is plain HTTP'],
  ])('has to be named: %j', async (over, text) => {
    const { code, stderr } = await runProgram(['serve', '--port', '0'], { ...env, ...over });
    expect(code).toBe(78);
    expect(stderr).toContain(text);
  });
});

import { createServer } from 'node:net';
import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser } from '../../packages/bridge/src/auth/oauth/browser.fixture.ts';
import { connectStdio, startServer, type RunningServer } from './clients.ts';
import { startCollector, type Collector } from './collector.ts';
import { makeHome, runProgram, startProgram, type Environment, type Home } from './program.ts';
import { SECRETS, shownIn } from './secrets.ts';
import { postCall } from './post-call.ts';
import { makeToken } from './with-token.ts';

let home: Home;
let gateway: Simulator;
/** A port nobody listens on. */
let nobody: number;
let env: Environment;

beforeAll(async () => {
  home = makeHome();
  gateway = await startSimulator({ token: SECRETS.gatewayToken });
  nobody = await freePort();
  env = {
    CLAWBRIDGE_HOME: home.path,
    OPENCLAW_URL: gateway.httpUrl,
    OPENCLAW_GATEWAY_TOKEN: SECRETS.gatewayToken,
    OPENCLAW_GATEWAY_PASSWORD: SECRETS.gatewayPassword,
    CLAWBRIDGE_WEBHOOK_SECRET: SECRETS.webhookSecret,
    CLAWBRIDGE_METRICS_TOKEN: SECRETS.metricsToken,
    CLAWBRIDGE_NOTIFY: JSON.stringify([
      { name: 'ops', webhook: 'https://hooks.example.com/ops', secret: SECRETS.notifierSecret },
    ]),
    MCP_CLIENT_ID: 'fixed-client',
    MCP_CLIENT_SECRET: SECRETS.clientSecret,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${SECRETS.otlpHeader}`,
    XIAOZHI_MCP_URL: endpointAt(nobody),
    CLAWBRIDGE_LOG_LEVEL: 'debug',
  };
});
afterAll(async () => {
  await gateway.stop();
  home.remove();
});

/** On a server of one's own. */
function endpointAt(port: number): string {
  return `ws://127.0.0.1:${port}/mcp_endpoint/mcp/?token=${encodeURIComponent(SECRETS.endpointToken)}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

interface CommandLine {
  readonly args: readonly string[];
  /** Besides the usual ones. */
  readonly env?: () => Environment;
  readonly input?: string;
}

/** What somebody types, rightly and wrongly. A new command or setting adds a line. */
const COMMANDS: Readonly<Record<string, CommandLine>> = {
  'the help': { args: ['--help'] },
  'the version': { args: ['--version'] },
  doctor: { args: ['doctor'] },
  'doctor, as JSON': { args: ['doctor', '--json'] },
  'doctor, as for a server that asks who comes': {
    args: ['doctor', '--auth', '--issuer-url', 'https://claw.example.com'],
  },
  'the state of endpoints': { args: ['xiaozhi', 'status', '--json'] },
  'an endpoint nobody answers at': { args: ['xiaozhi', 'check'] },
  'an endpoint nobody answers at, as JSON': { args: ['xiaozhi', 'check', '--json'] },
  'an endpoint without its slash': {
    args: ['xiaozhi', 'status'],
    env: () => ({ XIAOZHI_MCP_URL: endpointAt(nobody).replace('/mcp/?', '/mcp?') }),
  },
  'an endpoint over plain text': {
    args: ['xiaozhi', 'status'],
    env: () => ({ XIAOZHI_MCP_URL: endpointAt(nobody).replace('127.0.0.1', 'example.com') }),
  },
  'endpoints with a key that is none': {
    args: ['xiaozhi', 'status'],
    env: () => ({ CLAWBRIDGE_XIAOZHI: JSON.stringify([{ name: 'a', tokn: SECRETS.endpointToken }]) }),
  },
  'an endpoint that is a flag': { args: ['xiaozhi', 'status', '--xiaozhi-token', SECRETS.endpointToken] },
  'a chat': { args: ['chat', 'hello', '--json'] },
  'a list of tasks': { args: ['task', 'list', '--json'] },
  'a list of approvals': { args: ['approvals', 'list'] },
  'a list of tokens': { args: ['token', 'list', '--json'] },
  'the audit log': { args: ['audit', '--json'] },
  'the password of the owner': { args: ['passwd'], input: `${SECRETS.ownerPassword}\n` },
  'a password that is too short': { args: ['passwd'], input: `${SECRETS.ownerPassword.slice(0, 3)}\n` },
  'a gateway that is away': {
    args: ['chat', 'hello'],
    env: () => ({ OPENCLAW_URL: `http://127.0.0.1:${nobody}` }),
  },
  'a gateway that refuses the token': {
    args: ['chat', 'hello'],
    env: () => ({ OPENCLAW_GATEWAY_TOKEN: SECRETS.instancesToken }),
  },
  'a gateway that refuses the token, over HTTP': {
    args: ['chat', 'hello', '--outlet', 'http'],
    env: () => ({ OPENCLAW_GATEWAY_TOKEN: SECRETS.instancesToken }),
  },
  'a login in the URL of the gateway': {
    args: ['chat', 'hello'],
    env: () => ({ OPENCLAW_URL: `http://me:${SECRETS.urlPassword}@127.0.0.1:${nobody}` }),
  },
  'instances that are no JSON': {
    args: ['doctor'],
    env: () => ({ OPENCLAW_INSTANCES: `[{"name":"a","token":"${SECRETS.instancesToken}"` }),
  },
  'instances with a key that is none': {
    args: ['doctor'],
    env: () => ({
      OPENCLAW_INSTANCES: JSON.stringify([
        { name: 'a', url: 'http://127.0.0.1:1', tokn: SECRETS.instancesToken },
      ]),
    }),
  },
  'a secret that is a flag': { args: ['task', 'list', '--gateway-token', SECRETS.instancesToken] },
  'a flag that is misspelt': { args: ['task', 'list', `--gateway-tokn=${SECRETS.instancesToken}`] },
  'a database that is away': {
    args: ['task', 'list'],
    env: () => ({
      CLAWBRIDGE_DATABASE_URL: `postgres://claw:${SECRETS.databasePassword}@127.0.0.1:${nobody}/claw`,
    }),
  },
  'a database of another kind': {
    args: ['doctor'],
    env: () => ({ CLAWBRIDGE_DATABASE_URL: `mysql://claw:${SECRETS.databasePassword}@127.0.0.1/claw` }),
  },
  'an address of a collector that is none': {
    args: ['serve', '--port', '-1'],
    env: () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://me:${SECRETS.urlPassword}@%%` }),
  },
  'an issuer that is no address': {
    args: ['serve', '--auth', '--issuer-url', `https://me:${SECRETS.urlPassword}@claw.example.com`],
  },
  'a client secret that is too short': {
    args: ['serve', '--auth', '--issuer-url', 'https://claw.example.com', '--port', '0'],
    env: () => ({ MCP_CLIENT_SECRET: SECRETS.urlPassword }),
  },
};

describe('no secret is shown by', () => {
  it.each(Object.entries(COMMANDS))('%s', async (_, { args, env: over, input }) => {
    const ending = await runProgram(args, { ...env, ...over?.() }, input);
    expect(shownIn(ending.stdout + ending.stderr, SECRETS)).toEqual([]);
    expect(ending.stdout + ending.stderr).not.toBe('');
  });

  it('a server over stdio, whatever it is asked and whatever goes wrong', async () => {
    const wrong = { ...env, OPENCLAW_GATEWAY_TOKEN: SECRETS.instancesToken };
    const { client, close } = await connectStdio(wrong, []);
    const results = [
      await client.callTool({ name: 'openclaw_chat', arguments: { message: 'hello' } }),
      await client.callTool({ name: 'openclaw_status', arguments: {} }),
      await client.callTool({ name: 'openclaw_instances', arguments: {} }),
    ];
    await close();
    expect(shownIn(JSON.stringify(results), SECRETS)).toEqual([]);
    const program = startProgram([], wrong);
    program.process.stdin.end('this is no JSON\n');
    const { stdout, stderr } = await program.ended;
    expect(shownIn(stdout + stderr, SECRETS)).toEqual([]);
  });
});

/** Everything a server on the web says: to its clients, in its log, to Prometheus and to a collector. */
describe('no secret is shown by a server on the web', () => {
  let collector: Collector;
  let server: RunningServer;
  let port: number;
  /** Those that exist only here. */
  const made: Record<string, string> = {};
  const said: string[] = [];

  beforeAll(async () => {
    collector = await startCollector();
    port = await freePort();
    await runProgram(['passwd'], env, `${SECRETS.ownerPassword}\n`);
    made['staticToken'] = (await makeToken(env, '--scopes', 'read,chat,admin')).token;
    server = await startServer(
      {
        ...env,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_BSP_SCHEDULE_DELAY: '100',
      },
      ['--auth', '--issuer-url', `http://127.0.0.1:${port}`, '--port', String(port)],
    );
  });
  afterAll(async () => {
    await collector.close();
  });

  async function visit(path: string, init: RequestInit = {}): Promise<Response> {
    return await heard(await fetch(`${server.url}${path}`, { redirect: 'manual', ...init }));
  }
  async function heard(response: Response): Promise<Response> {
    said.push(JSON.stringify([...response.headers]), await response.clone().text());
    return response;
  }
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const call = async (token: string, tool: string, input: object) =>
    await heard(await postCall(server.url, tool, input, { headers: bearer(token) }));

  it('to those who come with a token, a wrong one, or one where it does not belong', async () => {
    const token = made['staticToken'] ?? '';
    expect((await call(SECRETS.wrongBearer, 'openclaw_status', {})).status).toBe(401);
    await call(token, 'openclaw_status', {});
    await call(token, 'openclaw_instances', {});
    await call(token, 'openclaw_task_cancel', { task_id: 'none' });
    for (const path of ['/mcp', '/messages', '/nothing', '/sse', '/oauth/nothing', '/oauth/authorize'])
      await visit(
        `${path}?token=${SECRETS.queryToken}&client_secret=${encodeURIComponent(SECRETS.clientSecret)}`,
      );
    await visit('/mcp', { headers: { authorization: `Basic ${btoa(`me:${SECRETS.wrongPassword}`)}` } });
  });

  it('to those who look how it is', async () => {
    expect((await visit('/metrics', { headers: bearer(SECRETS.metricsToken) })).status).toBe(200);
    for (const path of ['/', '/metrics', '/readyz', '/healthz', '/.well-known/oauth-authorization-server'])
      await visit(path);
  });

  it('to a client that asks for tokens with a secret, right or wrong', async () => {
    for (const secret of [SECRETS.clientSecret, SECRETS.wrongPassword])
      await visit('/oauth/token', {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: SECRETS.queryToken,
          client_id: 'fixed-client',
          client_secret: secret,
        }),
      });
  });

  it('to the owner who signs in, on the second try', async () => {
    const registered = await fetch(`${server.url}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        redirect_uris: ['http://127.0.0.1:1/callback'],
        token_endpoint_auth_method: 'none',
      }),
    });
    const { client_id } = (await registered.json()) as { client_id: string };
    const browser = createBrowser(server.url);
    const query = new URLSearchParams({
      client_id,
      response_type: 'code',
      redirect_uri: 'http://127.0.0.1:1/callback',
      scope: 'read chat',
      state: 'x',
      resource: `${server.url}/mcp`,
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
    const form = await browser.get(`${server.url}/oauth/authorize?${query.toString()}`);
    const again = await browser.submit(form, { action: 'sign-in', password: SECRETS.wrongPassword });
    const consent = await browser.submit(again, { action: 'sign-in', password: SECRETS.ownerPassword });
    expect([form.status, again.status, consent.status]).toEqual([200, 403, 200]);
    said.push(form.text, again.text, consent.text);
  });

  it('nor in its log, in what it counts and traces, and in who did what', async () => {
    await collector.span('tools/call openclaw_task_cancel');
    await server.stop();
    const audit = await runProgram(['audit', '--json'], env);
    expect(audit.stdout).toContain('sign-in');
    const { stdout, stderr } = await server.program.ended;
    expect(stderr).toContain('"route":"/mcp"');
    expect(collector.headers()).toContain(SECRETS.otlpHeader);
    const outputs = {
      said: said.join('\n'),
      log: stdout + stderr,
      traces: collector.received(),
      audit: audit.stdout + (await runProgram(['audit'], env)).stdout,
    };
    for (const [name, text] of Object.entries(outputs))
      expect({ [name]: shownIn(text, { ...SECRETS, ...made }) }).toEqual({ [name]: [] });
  });
});

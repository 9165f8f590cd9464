import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cloudClaims,
  cloudToken,
  startSimulator,
  startXiaozhi,
  type Simulator,
  type Xiaozhi,
} from '@clawbridge/simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTempHome } from '../../packages/bridge/src/config/home.fixture.ts';
import { anEndpointReport } from '../../packages/bridge/src/domain/endpoint.fixture.ts';
import { openStore } from '../../packages/bridge/src/store/open-store.ts';
import { makeHome, runProgram, startProgram, type Environment } from './program.ts';

/** What a person types who wonders why the device says nothing. */
describe('clawbridge xiaozhi', () => {
  let gateway: Simulator;
  let cloud: Xiaozhi;
  let own: Xiaozhi;
  const homes: (() => void)[] = [];

  beforeAll(async () => {
    gateway = await startSimulator();
    cloud = await startXiaozhi({ mode: 'cloud' });
    own = await startXiaozhi({ mode: 'selfhosted' });
  });
  afterEach(() => {
    for (const remove of homes.splice(0)) remove();
  });
  afterAll(async () => {
    await Promise.all([gateway.stop(), cloud.stop(), own.stop()]);
  });

  function freshHome(): string {
    const { path, remove } = makeHome();
    homes.push(remove);
    return path;
  }

  const envWith = (...endpoints: readonly object[]): Environment => ({
    CLAWBRIDGE_HOME: freshHome(),
    OPENCLAW_URL: gateway.httpUrl,
    OPENCLAW_GATEWAY_TOKEN: gateway.token,
    CLAWBRIDGE_XIAOZHI: JSON.stringify(endpoints),
  });

  const tokenIn = (url: string) => url.split('token=')[1] ?? '';

  it.each([
    ['status', 0],
    ['check', 1],
  ])('says how to begin when there is no endpoint: %s', async (verb, code) => {
    const home = freshHome();
    const ended = await runProgram(['xiaozhi', verb], { CLAWBRIDGE_HOME: home });
    expect(ended).toMatchObject({ code, stderr: '' });
    expect(ended.stdout).toContain('No xiaozhi endpoint is configured.');
    expect(ended.stdout).toContain(`XIAOZHI_MCP_URL=wss://api.xiaozhi.me/mcp/?token=…`);
    expect(ended.stdout).toContain(join(home, 'env'));
    const json = await runProgram(['xiaozhi', verb, '--json'], { CLAWBRIDGE_HOME: home });
    expect(JSON.parse(json.stdout)).toMatchObject({ endpoints: [] });
  });

  it('tries an endpoint in the cloud, and one of one’s own, and shows no token', async () => {
    const [kitchen, den] = [cloud.endpoint(1), own.endpoint(1)];
    const env = envWith({ name: 'kitchen', url: kitchen.url, kind: 'cloud' }, { name: 'den', url: den.url });
    const { code, stdout, stderr } = await runProgram(['xiaozhi', 'check'], env);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^kitchen \(127\.0\.0\.1:\d+, cloud\)\n {2}✓ Token: of agent \d+, good until /m);
    expect(stdout).toMatch(/^den \(127\.0\.0\.1:\d+, selfhosted\)\n {2}✓ Connection: open after \d+ ms\n/m);
    expect(stdout.match(/✓ Tools: 5 are there for devices/g)).toHaveLength(2);
    expect(stdout).toMatch(/\n✓ OpenClaw default: answers\n$/);
    expect(code).toBe(0);
    for (const { url } of [kitchen, den]) expect(stdout + stderr).not.toContain(tokenIn(url));
  });

  it('says what is wrong with each, and what to do', async () => {
    const expired = cloudToken({ ...cloudClaims(7), exp: 1 });
    const env = envWith(
      { name: 'expired', url: cloud.urlWith(expired), kind: 'cloud' },
      { name: 'refused', url: own.urlWith('bm90IG91cnM%3D') },
      { name: 'nobody', url: 'ws://127.0.0.1:9/mcp/?token=a' },
    );
    const { code, stdout } = await runProgram(['xiaozhi', 'check', '--json'], env);
    expect(code).toBe(1);
    const { endpoints } = JSON.parse(stdout) as { endpoints: { name: string; findings: object[] }[] };
    expect(endpoints.map(({ name }) => name)).toEqual(['expired', 'refused', 'nobody']);
    expect(endpoints[0]?.findings).toContainEqual(
      expect.objectContaining({ name: 'Token', status: 'fail', detail: expect.stringContaining('expired') }),
    );
    // The cause is known: no second one is guessed.
    expect(endpoints[0]?.findings).toHaveLength(1);
    expect(endpoints[1]).toMatchObject({ ok: false, held: false, trouble: { reason: 'auth_failed' } });
    expect(endpoints[2]).toMatchObject({ ok: false, trouble: { reason: 'network' } });
    expect(stdout).not.toContain('bm90IG91cnM');
    expect(stdout).not.toContain(expired);
  });

  it('throws nobody out: who holds an endpoint is asked', async () => {
    const endpoint = own.endpoint(2);
    const env = envWith({ name: 'den', url: endpoint.url });
    const serving = await holdFor(env, endpoint.url);
    const tool = await endpoint.replace();
    const { code, stdout } = await runProgram(['xiaozhi', 'check', 'den'], env);
    expect(stdout).toContain('✓ Connection: your running clawbridge holds it: connected since');
    expect(code).toBe(0);
    expect(endpoint.connections()).toBe(1);
    const status = await runProgram(['xiaozhi', 'status'], env);
    expect(status.stdout).toMatch(/^✓ den \(127\.0\.0\.1:\d+, selfhosted\): connected since .*, 3 calls\n$/);
    const json = JSON.parse((await runProgram(['xiaozhi', '--json'], env)).stdout) as object;
    expect(json).toMatchObject({
      endpoints: [{ name: 'den', configured: true, held: true, status: 'connected', calls: 3 }],
    });
    tool.leave();
    await serving();
  });

  it('throws nobody out who knows nothing of this store either', async () => {
    const endpoint = own.endpoint(7);
    const others = envWith({ name: 'theirs', url: endpoint.url });
    const serving = startProgram(['serve', '--port', '0'], others);
    await endpoint.waitForRegistered();
    const { code, stdout } = await runProgram(
      ['xiaozhi', 'check'],
      envWith({ name: 'den', url: endpoint.url }),
    );
    expect(stdout).toContain('✗ Connection: another program serves there, and was not disturbed');
    expect(stdout).toContain('✓ Tools: 5 are there for devices');
    expect(code).toBe(1);
    expect(endpoint.isRegistered()).toBe(true);
    // Its holder reports a moment after it has connected.
    await expect
      .poll(() => runProgram(['xiaozhi', 'check'], others))
      .toMatchObject({
        code: 0,
        stdout: expect.stringContaining('your running clawbridge holds it: connected'),
      });
    serving.process.kill('SIGTERM');
    await serving.ended;
  });

  it('says that nobody is there to answer', async () => {
    const env = { ...envWith({ name: 'den', url: own.endpoint(9).url }), OPENCLAW_URL: 'http://127.0.0.1:9' };
    const { code, stdout } = await runProgram(['xiaozhi', 'check'], env);
    expect(stdout).toMatch(
      /✓ Tools: 5 are there for devices\n✗ OpenClaw default: .*\n +→ Is OpenClaw running/,
    );
    expect(code).toBe(1);
  });

  it('says that a clawbridge runs with another address', async () => {
    const [before, after] = [own.endpoint(10), own.endpoint(11)];
    const env = envWith({ name: 'den', url: before.url });
    const letGo = await holdFor(env, before.url);
    const changed = { ...env, CLAWBRIDGE_XIAOZHI: JSON.stringify([{ name: 'den', url: after.url }]) };
    const { code, stdout } = await runProgram(['xiaozhi', 'status'], changed);
    await letGo();
    expect(stdout).toContain('started with other settings');
    expect(stdout).not.toContain('Start `clawbridge serve`');
    expect(code).toBe(1);
  });

  it('tells a server that answers nobody from one that is away', async () => {
    const unwedge = own.wedge();
    const env = envWith({ name: 'den', url: own.endpoint(8).url });
    const { code, stdout } = await runProgram(['xiaozhi', 'check'], env);
    unwedge();
    expect(stdout).toMatch(/✗ Trouble: .*never answers.*\n +→ .*restart mcp-endpoint-server/);
    expect(code).toBe(1);
  });

  it('says that nobody dials it', async () => {
    const env = envWith({ name: 'den', url: own.endpoint(3).url });
    const { code, stdout } = await runProgram(['xiaozhi', 'status'], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^! den .*: no `clawbridge serve` runs that dials it\n {4}→ Start `clawbridge serve`/,
    );
    const doctor = await runProgram(['doctor'], env);
    expect(doctor.stdout).toContain('! Endpoint den: no `clawbridge serve` runs that dials it');
  });

  it('refuses what it does not know', async () => {
    const env = envWith({ name: 'kitchen', url: own.endpoint(4).url });
    expect(await runProgram(['xiaozhi', 'dance'], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Use xiaozhi status or check'),
    });
    expect(await runProgram(['xiaozhi', 'check', 'kitchn'], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean "kitchen"?'),
    });
    expect(await runProgram(['xiaozhi', 'status', 'kitchen'], env)).toMatchObject({ code: 2 });
    for (const words of [['xiaozhi'], ['xiaozhi', 'check']]) {
      const ended = await runProgram([...words, 'wss://api.xiaozhi.me/mcp/?token=secret-of-mine'], env);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).not.toContain('secret-of-mine');
    }
  });

  it('stops when it is told to, and leaves the endpoint to others', async () => {
    const endpoint = cloud.endpoint(5);
    const unwedge = cloud.wedge();
    const env = envWith({ name: 'den', url: endpoint.url, kind: 'cloud' });
    const checking = startProgram(['xiaozhi', 'check'], env);
    await endpoint.waitForConnections(1);
    checking.process.kill('SIGTERM');
    expect((await checking.ended).code).toBe(1);
    unwedge();
    await (
      await holdFor(env, endpoint.url)
    )();
  });

  it('reads its settings from the env file, and says when others can read it', async () => {
    const home = freshHome();
    const file = join(home, 'env');
    writeFileSync(file, `# ours\nXIAOZHI_MCP_URL='${own.endpoint(6).url}'\n`, { mode: 0o600 });
    chmodSync(file, 0o600);
    const closed = await runProgram(['xiaozhi'], { CLAWBRIDGE_HOME: home });
    expect(closed).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining('! xiaozhi (') });
    chmodSync(file, 0o644);
    const open = await runProgram(['xiaozhi'], { CLAWBRIDGE_HOME: home });
    expect(open.stderr).toContain(`chmod 600 ${file}`);
  });
});

/** Holds an endpoint as a daemon would, and resolves with what gives it up. */
async function holdFor(env: Environment, url: string): Promise<() => Promise<void>> {
  const home = createTempHome();
  const config = await home.read({ ...env, XIAOZHI_MCP_URL: url, CLAWBRIDGE_XIAOZHI: '' });
  home.discard();
  const id = config.xiaozhi[0]?.endpoint.id ?? '';
  const store = await openStore(config);
  const now = Date.now();
  const held = await store.endpoints.hold({
    holder: 'daemon',
    ids: [id],
    now,
    until: now + 30_000,
  });
  expect(held).toEqual([id]);
  const report = anEndpointReport({ name: 'den', kind: 'selfhosted', since: now, calls: 3 });
  await store.endpoints.report(id, 'daemon', report, now);
  return async () => {
    await store.endpoints.release('daemon');
    await store.close();
  };
}

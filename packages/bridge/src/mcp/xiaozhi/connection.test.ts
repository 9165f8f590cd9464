import {
  startXiaozhi,
  type SimulatedEndpoint,
  type Xiaozhi,
  type XiaozhiOptions,
} from '@clawbridge/simulator';
import { afterEach, describe, expect, it } from 'vitest';
import type { Endpoint, EndpointStatus } from '../../domain/endpoint.ts';
import { NO_METRICS } from '../../domain/port/metrics.ts';
import { createRecordingLog } from '../../domain/port/recording-log.fixture.ts';
import { createBackground } from '../../usecases/background.ts';
import { createConnection, type Connection } from './connection.ts';
import type { CreateEndpointServer } from './endpoint-server.ts';
import { createKeepAlive } from './keep-alive.ts';
import { createPace } from './pace.ts';
import { createPatientClock } from './patient-clock.fixture.ts';
import { createReports, endpointAt } from './simulated-endpoint.fixture.ts';
import { tokenIn } from './token.ts';
import { createToolServer } from './tool-server.fixture.ts';

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function aXiaozhi(options: XiaozhiOptions): Promise<Xiaozhi> {
  const xiaozhi = await startXiaozhi(options);
  endings.push(() => xiaozhi.stop());
  return xiaozhi;
}

/** A connection whose clock the test moves, and whose jitter is half of each window. */
function connect(endpoint: Endpoint, createServer?: CreateEndpointServer) {
  const clock = createPatientClock();
  /** Its own: on a clock that leaps no answer to a ping comes in time. */
  const beats = createPatientClock();
  const log = createRecordingLog();
  const reports = createReports();
  const tools = createToolServer();
  const counted: string[] = [];
  const pace = () => createPace({ clock, gapMs: 40, atOnce: 2 });
  const connection: Connection = createConnection({
    endpoint,
    createServer: createServer ?? tools.create,
    clock,
    chance: () => 0.5,
    dialPace: pace(),
    probePace: pace(),
    keepAlive: createKeepAlive(beats, 150_000),
    background: createBackground(log),
    log,
    metrics: {
      ...NO_METRICS,
      endpointConnected: () => counted.push('connected'),
      endpointLost: (_, reason) => counted.push(reason),
    },
    onReport: reports.add,
  });
  endings.push(() => connection.stop());
  const is = (status: EndpointStatus) => reports.until((report) => report.status === status);
  return { connection, clock, beats, log, reports, tools, counted, is };
}

type Connected = ReturnType<typeof connect>;

/** To a server of one's own, as far as a device finds it. */
async function connectHome(options: Partial<XiaozhiOptions> = {}) {
  const xiaozhi = await aXiaozhi({ mode: 'selfhosted', ...options });
  const endpoint = xiaozhi.endpoint();
  const connected = connect(endpointAt(xiaozhi, endpoint));
  await connected.clock.pass(1_000);
  await connected.is('connected');
  // It has looked for itself, and will again.
  await connected.clock.wanted(30_000);
  return { xiaozhi, endpoint, ...connected };
}

/** Everything a person or a program could get to see of it. */
function seen({ reports, log }: Connected): string {
  return JSON.stringify([reports.all, log.lines]);
}

async function heardAt(endpoint: SimulatedEndpoint, text: string): Promise<string> {
  const device = await endpoint.device();
  const heard = await device.call('echo', { text });
  device.close();
  return heard.text;
}

describe('an endpoint of the cloud', () => {
  it('is connected when it asks for the tools', async () => {
    const xiaozhi = await aXiaozhi({ mode: 'cloud' });
    const endpoint = xiaozhi.endpoint();
    const { is, counted, reports } = connect(endpointAt(xiaozhi, endpoint));
    await is('connected');
    expect(await heardAt(endpoint, '你好')).toBe('你好');
    expect(counted).toEqual(['connected']);
    expect(reports.all.at(-1)).toMatchObject({
      kind: 'cloud',
      host: `127.0.0.1:${xiaozhi.port}`,
      attempts: 0,
      calls: 1,
    });
  });

  it('is dialled again later when it asks for nothing', async () => {
    const xiaozhi = await aXiaozhi({ mode: 'cloud' });
    const release = xiaozhi.wedge();
    const { is, clock, counted } = connect(endpointAt(xiaozhi, xiaozhi.endpoint()));
    await clock.pass(15_000);
    const { trouble, nextAttemptAt } = await is('waiting');
    expect(trouble).toMatchObject({ reason: 'never_answers' });
    expect(trouble?.hint).not.toContain('mcp-endpoint-server');
    expect(nextAttemptAt).toBe(clock.now() + 2_500);
    release();
    await clock.pass(2_500);
    await is('connected');
    expect(counted).toEqual(['never_answers', 'connected']);
  });

  it('is not left connected to nobody when no server can be made', async () => {
    const xiaozhi = await aXiaozhi({ mode: 'cloud' });
    const endpoint = xiaozhi.endpoint();
    let isBroken = true;
    const tools = createToolServer();
    const { is, clock, log } = connect(endpointAt(xiaozhi, endpoint), (...around) => {
      if (isBroken) throw new Error('no memory for it');
      return tools.create(...around);
    });
    expect(await is('waiting')).toMatchObject({ attempts: 1, trouble: { reason: 'internal' } });
    expect(log.lines.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('no memory for it'),
    );
    isBroken = false;
    await clock.pass(2_500);
    await is('connected');
    expect(await heardAt(endpoint, 'x')).toBe('x');
  });

  it('is dialled again after a frame it did not like', async () => {
    const xiaozhi = await aXiaozhi({ mode: 'cloud' });
    const endpoint = xiaozhi.endpoint();
    const { is, clock } = connect(endpointAt(xiaozhi, endpoint));
    await is('connected');
    endpoint.drop({ code: 4004, reason: 'internal error' });
    expect(await is('waiting')).toMatchObject({
      trouble: { reason: 'frame_refused' },
      nextAttemptAt: clock.now() + 3_500,
    });
    await clock.pass(3_500);
    await is('connected');
  });
});

describe('an endpoint on a server of one’s own', () => {
  it('is connected once a device would find it, and serves each that comes', async () => {
    const { endpoint, tools } = await connectHome();
    const devices = await Promise.all([endpoint.device(), endpoint.device(), endpoint.device()]);
    const heard = await Promise.all(devices.map((device, nth) => device.call('echo', { text: `${nth}` })));
    expect(heard.map(({ text }) => text)).toEqual(['0', '1', '2']);
    expect(tools.servers).toHaveLength(1);
    expect(await endpoint.readToolsAsConsole()).toHaveLength(5);
  });

  it('costs no server as long as nobody asks', async () => {
    const { endpoint, tools } = await connectHome();
    expect(tools.servers).toHaveLength(0);
    await heardAt(endpoint, 'x');
    await heardAt(endpoint, 'y');
    expect(tools.servers).toHaveLength(1);
  });

  it('is never spoken to unasked', async () => {
    const { endpoint } = await connectHome();
    await heardAt(endpoint, 'x');
    const ours = endpoint.frames.filter(({ from }) => from === 'tool side');
    for (const { text } of ours) expect(JSON.parse(text)).toHaveProperty('id');
  });

  it('is dialled again after a cut, soon, and soon again after a quiet minute', async () => {
    const { endpoint, is, clock, counted } = await connectHome();
    endpoint.drop();
    expect(await is('waiting')).toMatchObject({ attempts: 1, trouble: { reason: 'network' } });
    await clock.pass(500);
    await clock.pass(1_000);
    expect(await is('connected')).toMatchObject({ attempts: 0, trouble: { reason: 'network' } });
    expect(await heardAt(endpoint, 'again')).toBe('again');
    await clock.pass(60_000);
    endpoint.drop();
    expect((await is('waiting')).nextAttemptAt).toBe(clock.now() + 500);
    expect(counted).toEqual(['connected', 'network', 'connected', 'network']);
  });

  it('counts for people what failed since it was connected last, and waits longer and says less all the same', async () => {
    const { endpoint, is, clock, log } = await connectHome();
    for (const ms of [500, 1_000, 2_000]) {
      endpoint.drop();
      expect(await is('waiting')).toMatchObject({ attempts: 1, nextAttemptAt: clock.now() + ms });
      await clock.pass(ms);
      await clock.pass(1_000);
      expect(await is('connected')).toMatchObject({ attempts: 0 });
    }
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it('is dialled less and less often while it is away, and said so once', async () => {
    const { xiaozhi, is, clock, log, reports } = await connectHome();
    await xiaozhi.stop();
    for (const [attempts, ms] of [500, 1_000, 2_000, 4_000].entries()) {
      await reports.until((report) => report.status === 'waiting' && report.attempts === attempts + 1);
      await clock.pass(ms);
    }
    await is('waiting');
    const warnings = log.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields['reason']);
    expect(warnings).toEqual(['network']);
  });

  it('heals when the server lost track of it', async () => {
    const xiaozhi = await aXiaozhi({ mode: 'selfhosted' });
    const endpoint = xiaozhi.endpoint();
    // Somebody whom the server believes to be there: whoever comes after him is forgotten with him.
    const before = await endpoint.replace();
    const { is, clock, tools, counted } = connect(endpointAt(xiaozhi, endpoint));
    await before.closed;
    await clock.pass(1_000);
    expect(await is('waiting')).toMatchObject({ attempts: 1, trouble: { reason: 'zombie' } });
    await clock.pass(450);
    await clock.pass(1_000);
    await is('connected');
    expect(await heardAt(endpoint, 'found')).toBe('found');
    expect(counted).toEqual(['zombie', 'connected']);
    expect(tools.servers).toHaveLength(1);
  });

  it('is left to another program for at least a minute', async () => {
    const { endpoint, is, clock } = await connectHome();
    const stranger = await endpoint.replace();
    const { nextAttemptAt, trouble } = await is('waiting');
    expect(trouble?.message).toContain('Another program');
    expect(nextAttemptAt! - clock.now()).toBeGreaterThanOrEqual(60_000);
    stranger.leave();
  });

  it('is fought for less and less often by two bridges that know nothing of each other', async () => {
    const { endpoint, xiaozhi, ...first } = await connectHome({ zombie: false });
    const second = connect(endpointAt(xiaozhi, endpoint));
    const pauses: number[] = [];
    for (let round = 0; round < 6; round++) {
      const [winner, loser] = round % 2 === 0 ? [second, first] : [first, second];
      await winner.clock.pass(1_000);
      await winner.is('connected');
      await winner.clock.wanted(30_000);
      const { nextAttemptAt } = await loser.is('waiting');
      const pause = nextAttemptAt! - loser.clock.now();
      pauses.push(pause);
      // As long as the other one waits, this one is connected. It looks for itself meanwhile.
      await winner.clock.pass(30_000);
      await winner.clock.wanted(600_000);
      winner.clock.advance(pause - 30_000);
      await loser.clock.pass(pause);
    }
    expect(pauses).toEqual([75_000, 75_000, 90_000, 90_000, 120_000, 120_000]);
  });

  it('is suspect while it never answers, and keeps its socket', async () => {
    const { xiaozhi, endpoint, is, clock, tools } = await connectHome();
    const release = xiaozhi.wedge();
    await clock.pass(30_000);
    await clock.pass(8_000);
    expect((await is('suspect')).trouble?.hint).toContain('restart mcp-endpoint-server');
    release();
    await clock.pass(30_000);
    await is('connected');
    expect(await heardAt(endpoint, 'x')).toBe('x');
    expect(tools.servers).toHaveLength(1);
  });

  it('heals after a wire that looked open, whose end holds up the whole server', async () => {
    const { endpoint, reports, beats, is, clock } = await connectHome({ blockMs: 50, pingMs: 3_600_000 });
    endpoint.halfOpen();
    for (let beat = 0; beat < 5; beat++) await beats.pass(30_000);
    expect((await is('waiting')).trouble).toMatchObject({ reason: 'silence' });
    await clock.pass(500);
    await clock.pass(1_000);
    await endpoint.waitForUnregistered();
    await clock.pass(30_000);
    const lost = await reports.until(({ trouble }) => trouble?.reason === 'zombie');
    await clock.pass(lost.nextAttemptAt! - clock.now());
    await clock.pass(1_000);
    await is('connected');
    expect(await heardAt(endpoint, 'found')).toBe('found');
  });

  it('is dialled anew when there are other tools, without anything being lost', async () => {
    const { endpoint, clock, tools, counted, reports } = await connectHome();
    const device = await endpoint.device();
    const slow = device.call('slow');
    await expect.poll(() => tools.waiting()).toBe(1);
    tools.servers[0]!.registerTool('new', {}, () => ({ content: [] }));
    tools.release();
    expect((await slow).text).toBe('at last');
    await clock.pass(300);
    await clock.pass(1_000);
    await reports.until(({ status }) => status === 'connected');
    expect(await heardAt(endpoint, 'again')).toBe('again');
    expect(tools.servers).toHaveLength(2);
    expect(counted).toEqual(['connected', 'connected']);
    expect(reports.all.at(-1)?.trouble).toBeUndefined();
  });
});

describe('an address that does not work', () => {
  it.each([
    ['there is no token', (x: Xiaozhi) => x.urlWith(undefined), 'no token in the address'],
    ['the token is another one', (x: Xiaozhi) => x.urlWith('cGxhbnRlZC10b2tlbg=='), 'cannot decrypt'],
    ['the slash is missing', (x: Xiaozhi) => x.endpoint().url.replace('/mcp/', '/mcp'), 'HTTP 403'],
  ])('is told of once and tried ever later when %s', async (_, urlOf, message) => {
    const xiaozhi = await aXiaozhi({ mode: 'selfhosted' });
    const connected = connect({ ...endpointAt(xiaozhi, xiaozhi.endpoint()), url: urlOf(xiaozhi) });
    const { is, clock, log, reports } = connected;
    const first = await is('waiting');
    expect(first.trouble).toMatchObject({ reason: 'auth_failed' });
    expect(first.trouble?.message).toContain(message);
    await clock.pass(10_000);
    const second = await reports.until(({ attempts, status }) => attempts === 2 && status === 'waiting');
    expect(second.nextAttemptAt! - clock.now()).toBe(15_000);
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(reports.all.map(({ status }) => status)).not.toContain('connected');
  });

  it('is told of without the token in it', async () => {
    const xiaozhi = await aXiaozhi({ mode: 'selfhosted' });
    const endpoint = endpointAt(xiaozhi, xiaozhi.endpoint());
    const token = tokenIn(endpoint.url)!;
    for (const url of [endpoint.url, endpoint.url.replace('ws:', 'nonsense:'), `not a url?token=${token}`]) {
      const connected = connect({ ...endpoint, url });
      if (url === endpoint.url) {
        await connected.clock.pass(1_000);
        await connected.is('connected');
        xiaozhi.endpoint().drop({ code: 4999, reason: `no ${token.slice(0, 60)}` });
      }
      await connected.is('waiting');
      expect(seen(connected)).not.toContain(token.slice(0, 20));
      expect(seen(connected)).not.toContain(decodeURIComponent(token).slice(0, 20));
    }
  });
});

describe('a stop', () => {
  it('hangs up and is over', async () => {
    const { connection, endpoint, is } = await connectHome();
    await connection.stop();
    await endpoint.waitForConnections(0);
    expect((await is('stopped')).nextAttemptAt).toBeUndefined();
  });

  it('does not wait for what is waited for', async () => {
    const { connection, xiaozhi, is, clock, reports } = await connectHome();
    await xiaozhi.stop();
    await is('waiting');
    await connection.stop();
    expect(reports.all.at(-1)?.status).toBe('stopped');
    expect(clock.waiting()).toBeLessThanOrEqual(1);
  });
});

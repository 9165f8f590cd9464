import { startXiaozhi, type Xiaozhi } from '@clawbridge/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EndpointReport } from '../../domain/endpoint.ts';
import { NO_METRICS } from '../../domain/port/metrics.ts';
import { createRecordingLog } from '../../domain/port/recording-log.fixture.ts';
import { createBackground } from '../../usecases/background.ts';
import { createMemoryRegister, type MemoryRegister } from './memory-register.fixture.ts';
import { createPatientClock, type PatientClock } from './patient-clock.fixture.ts';
import { createReports, endpointAt, type Reports } from './simulated-endpoint.fixture.ts';
import { tokenIn } from './token.ts';
import { createToolServer } from './tool-server.fixture.ts';
import { openXiaozhiDoor, type XiaozhiDoor } from './xiaozhi-door.ts';

let xiaozhi: Xiaozhi;
let register: MemoryRegister;
let clock: PatientClock;
let doors: Opened[];

interface Opened {
  readonly door: XiaozhiDoor;
  /** Of endpoint 1. */
  readonly reports: Reports;
  readonly log: ReturnType<typeof createRecordingLog>;
  /** Of each endpoint what was reported last, by its name. */
  readonly last: ReadonlyMap<string, EndpointReport>;
}

beforeEach(async () => {
  // The cloud begins at once: no probe has to be waited for.
  xiaozhi = await startXiaozhi({ mode: 'cloud' });
  register = createMemoryRegister();
  clock = createPatientClock();
  doors = [];
});
afterEach(async () => {
  register.reachable(true);
  await Promise.all(doors.map(({ door }) => door.close()));
  await xiaozhi.stop();
});

function open(holder: string, endpoints = 1): Opened {
  const log = createRecordingLog();
  const reports = createReports();
  const last = new Map<string, EndpointReport>();
  const numbers = Array.from({ length: endpoints }, (_, index) => index + 1);
  const door = openXiaozhiDoor({
    silenceMs: 150_000,
    endpoints: numbers.map((number) => ({
      endpoint: endpointAt(xiaozhi, xiaozhi.endpoint(number)),
      createServer: createToolServer().create,
    })),
    register,
    holder,
    clock,
    chance: () => 0.5,
    background: createBackground(log),
    log,
    metrics: {
      ...NO_METRICS,
      endpoint(report) {
        last.set(report.name, report);
        if (report.name === 'endpoint-1') reports.add(report);
      },
    },
  });
  const opened = { door, reports, log, last };
  doors.push(opened);
  return opened;
}

const is = (wanted: string) => (report: { readonly status: string }) => report.status === wanted;

describe('the xiaozhi door', () => {
  it('dials all its endpoints, one after the other', async () => {
    const { last } = open('a', 20);
    for (let dials = 0; dials < 20; dials++) {
      expect(xiaozhi.connections()).toBeLessThanOrEqual(dials + 1);
      await clock.pass(80);
    }
    await xiaozhi.waitForRegistered(20);
    await expect.poll(() => [...last.values()].filter(is('connected'))).toHaveLength(20);
    expect([...last.keys()]).toContain('endpoint-20');
  });

  it('leaves an endpoint to the process that holds it, and takes it when that one goes', async () => {
    const first = open('a');
    await first.reports.until(is('connected'));
    const second = open('b');
    await clock.pass(5_000);
    await second.reports.until(is('standby'));
    expect(xiaozhi.connections()).toBe(1);
    await first.door.close();
    expect(first.reports.all.at(-1)).toMatchObject({ status: 'stopped' });
    await clock.pass(5_000);
    await second.reports.until(is('connected'));
  });

  it('takes an endpoint whose holder is dead when its lease is over', async () => {
    register.giveTo('dead', endpointAt(xiaozhi, xiaozhi.endpoint()).id, clock.now() + 15_000);
    const { reports } = open('a');
    for (const seconds of [5, 10]) {
      await clock.pass(5_000);
      expect(reports.all.at(-1), `${seconds} s`).toMatchObject({ status: 'standby' });
    }
    await clock.pass(5_000);
    await reports.until(is('connected'));
  });

  it('hangs up where another process has got the lease', async () => {
    const { reports, log } = open('a');
    await reports.until(is('connected'));
    register.giveTo('b', endpointAt(xiaozhi, xiaozhi.endpoint()).id, clock.now() + 15_000);
    await clock.pass(5_000);
    await reports.until(is('standby'));
    await xiaozhi.endpoint().waitForConnections(0);
    expect(log.lines.map(({ message }) => message)).toContain(
      'another process holds the xiaozhi endpoint now',
    );
  });

  it('stays connected while the store is away, as long as its lease lasts', async () => {
    const { reports, log } = open('a');
    await reports.until(is('connected'));
    register.reachable(false);
    await clock.pass(5_000);
    await clock.pass(5_000);
    expect(reports.all.at(-1)?.status).toBe('connected');
    await clock.pass(5_000);
    await reports.until(is('waiting'));
    expect(reports.all.map(({ status }) => status)).not.toContain('standby');
    expect(log.lines).toContainEqual({
      level: 'warn',
      fields: { endpoint: 'endpoint-1' },
      message: 'the store cannot be asked, so the xiaozhi endpoint is left',
    });
    const told = log.lines.filter(({ message }) => message.includes('which endpoints'));
    expect(told.map(({ level }) => level)).toEqual(['warn', 'debug', 'debug']);
    register.reachable(true);
    await clock.pass(5_000);
    await reports.until(is('connected'));
  });

  it('does not say that another process holds an endpoint before it knows', async () => {
    register.reachable(false);
    const { reports } = open('a');
    await clock.pass(5_000);
    await reports.until(is('waiting'));
    register.reachable(true);
    register.giveTo('b', endpointAt(xiaozhi, xiaozhi.endpoint()).id, clock.now() + 15_000);
    await clock.pass(5_000);
    await reports.until(is('standby'));
    expect(reports.all.map(({ status }) => status)).toEqual(['waiting', 'standby']);
  });

  it('tells the register how its endpoints are, and last of all that they are left', async () => {
    const { reports, door } = open('a');
    await reports.until(is('connected'));
    await clock.pass(1_000);
    await expect.poll(() => register.told).toMatchObject([{ status: 'connected' }]);
    await door.close();
    expect(register.told.at(-1)).toMatchObject({ status: 'stopped' });
    expect(
      await register.hold({
        holder: 'b',
        ids: [endpointAt(xiaozhi, xiaozhi.endpoint()).id],
        now: 0,
        until: 1,
      }),
    ).toHaveLength(1);
  });

  it('closes also when the store is away', async () => {
    const { reports, door } = open('a');
    await reports.until(is('connected'));
    register.reachable(false);
    await door.close();
    expect(reports.all.at(-1)).toMatchObject({ status: 'stopped' });
  });

  it('shows no token anywhere', async () => {
    const { reports, log, door } = open('a');
    await reports.until(is('connected'));
    xiaozhi.endpoint().drop({ code: 1011, reason: 'trouble' });
    await reports.until(is('waiting'));
    await door.close();
    const token = tokenIn(xiaozhi.endpoint().url)!;
    const seen = JSON.stringify([reports.all, log.lines, register.told]);
    for (const part of [token, ...token.split('.').slice(1)]) expect(seen).not.toContain(part);
  });
});

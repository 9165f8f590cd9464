import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LINK_LEASE_MS } from '../domain/link.ts';
import { createBackplanes } from '../domain/port/backplane.fixture.ts';
import type { LinkRegister } from '../domain/port/link-register.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createBackground } from './background.ts';
import { createChatSignals } from './chat-signals.ts';
import { createHoldLinks } from './hold-links.ts';
import { watched } from './watched-background.fixture.ts';

let temp: TempStore;
let register: LinkRegister;

beforeEach(() => {
  temp = createTempStore();
  register = temp.open().links;
});
afterEach(() => temp.discard());

function createNodes() {
  const clock = createSteppedClock();
  const { background, quiet } = watched(createBackground(createRecordingLog()));
  const [here, there] = createBackplanes(2).map((wire, at) =>
    createHoldLinks({
      links: register,
      signals: createChatSignals(wire, background),
      clock,
      background,
      holder: `node-${at}`,
    }),
  );
  if (!here || !there) throw new Error('two were made');
  return { here, there, clock, quiet };
}

describe('links', () => {
  it('are connected as long as somebody has their socket', async () => {
    const { here, there, clock, quiet } = createNodes();
    const told: unknown[] = [];
    there.follow((links) => told.push(links.map(({ isConnected }) => isConnected)));
    const onLost = vi.fn<() => void>();
    await here.take('default', onLost);
    await quiet();
    expect(here.holds('default')).toBe(true);
    for (let i = 0; i < 10; i++) {
      clock.advance(LINK_LEASE_MS / 2);
      await quiet();
    }
    expect(there.known()).toMatchObject([{ name: 'default', isConnected: true }]);
    await here.release('default', onLost);
    await quiet();
    expect(told).toEqual([[true], [false]]);
    expect(onLost).not.toHaveBeenCalled();
  });

  it('belong to the newest socket, wherever it came in', async () => {
    const { here, there, quiet } = createNodes();
    const onLost = vi.fn<() => void>();
    await here.take('default', onLost);
    await there.take('default', () => {});
    await quiet();
    expect(onLost).toHaveBeenCalledOnce();
    expect(here.holds('default')).toBe(false);
    await here.release('default', onLost);
    expect(await here.list()).toMatchObject([{ isConnected: true }]);
  });

  it('are not let go of by a socket that was replaced here', async () => {
    const { here } = createNodes();
    const [older, newer] = [() => {}, () => {}];
    await here.take('default', older);
    await here.take('default', newer);
    await here.release('default', older);
    expect(await here.list()).toMatchObject([{ isConnected: true }]);
  });

  it('are let go of by a socket that is gone before it was known', async () => {
    const { here } = createNodes();
    const onLost = () => {};
    await Promise.all([here.take('default', onLost), here.release('default', onLost)]);
    expect(await here.list()).not.toMatchObject([{ isConnected: true }]);
  });

  it('are given up when the process goes', async () => {
    const { here, there } = createNodes();
    await here.take('default', () => {});
    await here.close();
    expect(await there.list()).toMatchObject([{ name: 'default', isConnected: false }]);
  });
});

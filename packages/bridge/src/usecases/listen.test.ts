import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anInstance } from '../domain/instance.fixture.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createScriptedGateway, type ScriptedGateway } from '../domain/port/scripted-gateway.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createBackground } from './background.ts';
import { createListening } from './listen.ts';
import { watched } from './watched-background.fixture.ts';

let temp: TempStore;
let gateway: ScriptedGateway;

beforeEach(() => {
  temp = createTempStore();
  gateway = createScriptedGateway();
});
afterEach(() => temp.discard());

/** All but the log. */
function shared(over = {}) {
  const clock = createSteppedClock();
  const { background, quiet } = watched(createBackground(createRecordingLog()));
  return { instances: [anInstance(over)], ...gateway, clock, background, quiet, keepMs: 1_000_000_000 };
}

function listening(over = {}) {
  const world = shared(over);
  const { clock, quiet } = world;
  const log = temp.open().events;
  const listens = createListening({ ...world, log });
  /** What has become of waiting to be heard. */
  const hear = (instance?: string) => {
    const state = { isOver: false };
    const over = listens.heard(instance).then(() => {
      state.isOver = true;
    });
    return { state, over };
  };
  return { clock, quiet, hear, listens, log };
}

describe('who wants to be heard', () => {
  it('waits until the gateway is listened to, and later not at all', async () => {
    const { hear, quiet, clock } = listening();
    const first = hear();
    await quiet();
    expect(first.state.isOver).toBe(false);
    gateway.connect();
    await first.over;
    await hear('home').over;
    await quiet();
    expect(clock.waiting()).toBe(0);
  });

  it('does not wait for a gateway that cannot be reached', async () => {
    const { hear } = listening();
    const first = hear();
    gateway.disconnect();
    await first.over;
    await hear().over;
  });

  it('waits while a wire that was good is mended, and no longer than the gateway needs', async () => {
    const { hear, quiet } = listening();
    const first = hear();
    gateway.connect();
    await first.over;
    await quiet();
    gateway.disconnect();
    const second = hear();
    await quiet();
    expect(second.state.isOver).toBe(false);
    gateway.disconnect();
    await second.over;
  });

  it('waits once for a wire that is not mended: later callers get on with it', async () => {
    const { hear, clock, quiet } = listening();
    const first = hear();
    gateway.connect();
    await first.over;
    await quiet();
    gateway.disconnect();
    clock.advance(3_000);
    await hear().over;
    gateway.connect();
    gateway.disconnect();
    const third = hear();
    await quiet();
    expect(third.state.isOver).toBe(false);
    gateway.connect();
    await third.over;
    await quiet();
    expect(clock.waiting()).toBe(0);
  });

  it('gets on with it when a gateway says nothing', async () => {
    const { hear, clock } = listening();
    const { over, state } = hear();
    clock.advance(2_999);
    await Promise.resolve();
    expect(state.isOver).toBe(false);
    clock.advance(1);
    await over;
  });

  it('is told of an instance that nobody knows', async () => {
    await expect(listening().listens.heard('nowhere')).rejects.toMatchObject({ code: 'unknown_instance' });
  });
});

describe('who wants to know what he missed', () => {
  const HOME = 'agent:main:home';

  it('gets it once it is in the log', async () => {
    const { listens, quiet, log } = listening();
    const first = listens.caughtUp();
    gateway.connect();
    await first;
    gateway.disconnect();
    gateway.say(HOME, 'missed');
    await listens.stop();
    const again = createListening({ ...shared(), log });
    const asking = again.caughtUp();
    gateway.connect();
    await asking;
    expect(await log.read({ after: 0, limit: 10, withRaw: false })).toMatchObject([
      { message: { text: 'missed' } },
    ]);
    await quiet();
    await again.stop();
  });

  it('does not keep the process where a gateway does not answer', async () => {
    const { listens, clock } = listening();
    const sessions = vi.spyOn(gateway.conversations, 'sessions').mockReturnValue(new Promise(() => {}));
    listens.start();
    gateway.connect();
    expect(sessions).toHaveBeenCalled();
    const stopping = listens.stop();
    clock.advance(2_000);
    await stopping;
    expect(clock.waiting()).toBe(0);
  });

  it('does not wait for long, nor for a gateway that cannot be reached', async () => {
    const { listens, clock } = listening();
    const asking = listens.caughtUp();
    clock.advance(2_000);
    await asking;
    const other = listening().listens;
    const away = other.caughtUp();
    gateway.disconnect();
    await away;
    expect(other.trouble()).toMatchObject([{ instance: 'home', failure: { code: 'connection_lost' } }]);
    gateway.connect();
    expect(other.trouble()).toEqual([]);
  });
});

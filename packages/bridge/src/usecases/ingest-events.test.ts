import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anApproval } from '../domain/approval.fixture.ts';
import type { LoggedEvent } from '../domain/event.ts';
import { Failure } from '../domain/failure.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createScriptedGateway, type ScriptedGateway } from '../domain/port/scripted-gateway.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import type { Store } from '../domain/port/store.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createBackground } from './background.ts';
import { ingestEvents } from './ingest-events.ts';
import { watched } from './watched-background.fixture.ts';

const HOME = 'agent:main:home';
const CLUB = 'agent:main:club';

let temp: TempStore;
let gateway: ScriptedGateway;

beforeEach(() => {
  temp = createTempStore();
  gateway = createScriptedGateway();
});
afterEach(() => temp.discard());

/** One process that listens to the scripted gateway. */
function listen(store: Store = temp.open(), over = {}) {
  const clock = createSteppedClock();
  const diary = createRecordingLog();
  const { background, quiet } = watched(createBackground(diary));
  const stop = ingestEvents(anInstance(over), {
    keepMs: 1_000_000_000,
    ...gateway,
    log: store.events,
    clock,
    background,
  });
  const events = async () =>
    (await store.events.read({ after: 0, limit: 10_000, withRaw: false })) as LoggedEvent[];
  /** Until nothing more happens, also not soon. */
  const rest = async () => {
    await quiet();
    clock.advance(300);
    await quiet();
  };
  return {
    clock,
    diary,
    store,
    stop,
    quiet: rest,
    events,
    async texts(sessionKey?: string) {
      await rest();
      return (await events())
        .filter((event) => sessionKey === undefined || event.sessionKey === sessionKey)
        .map((event) => (event.type === 'message' ? event.message.text : event.type));
    },
  };
}

/** Listening, with its first look behind it. */
async function listening(over = {}) {
  const ear = listen(temp.open(), over);
  gateway.connect();
  await ear.quiet();
  return ear;
}

describe('a gateway that is listened to', () => {
  it('has what is said in the log, once and in order', async () => {
    const ear = await listening();
    gateway.say(HOME, 'one');
    gateway.say(HOME, 'two', { role: 'assistant' });
    gateway.say(CLUB, 'three');
    gateway.say(HOME, 'four');
    expect(await ear.texts(HOME)).toEqual(['one', 'two', 'four']);
    expect(await ear.texts(CLUB)).toEqual(['three']);
  });

  it('does not log what was said before anybody ever listened', async () => {
    gateway.say(HOME, 'long ago');
    const ear = await listening();
    gateway.say(HOME, 'now');
    expect(await ear.texts()).toEqual(['now']);
  });

  it('logs rows that were not told as soon as a hole shows', async () => {
    const ear = await listening();
    gateway.say(HOME, 'one');
    gateway.say(HOME, 'missed', { told: false });
    gateway.say(HOME, 'two');
    expect(await ear.texts()).toEqual(['one', 'missed', 'two']);
  });

  it('logs no tool results, and takes the hole they leave for none', async () => {
    const ear = await listening();
    gateway.say(HOME, 'run it');
    gateway.say(HOME, '(no output)', { role: 'toolResult', told: false });
    gateway.say(HOME, 'done', { role: 'assistant' });
    gateway.endRun(HOME);
    expect(await ear.texts()).toEqual(['run it', 'done']);
    expect((await ear.events()).map(({ type }) => type)).not.toContain('gap');
  });

  it('logs a message once that is told twice', async () => {
    const ear = await listening();
    const message = gateway.say(HOME, 'one');
    gateway.say(HOME, 'two');
    gateway.tell({ kind: 'message', message });
    gateway.say(HOME, 'three');
    expect(await ear.texts()).toEqual(['one', 'two', 'three']);
  });

  it('finds the last rows when a run ends of which nobody told', async () => {
    const ear = await listening();
    gateway.say(HOME, 'one');
    await ear.quiet();
    gateway.say(HOME, 'untold', { role: 'assistant', told: false });
    gateway.endRun(HOME);
    expect(await ear.texts()).toEqual(['one', 'untold']);
  });
});

describe('what was said while nobody listened', () => {
  it.each([
    ['by the cursor of the gateway', () => {}],
    ['back through the history, where the cursor leads nowhere', () => gateway.forgetCursors()],
  ])('is fetched %s', async (_, prepare) => {
    const ear = await listening();
    gateway.say(HOME, 'one');
    gateway.endRun(HOME);
    await ear.quiet();
    gateway.disconnect();
    for (let i = 0; i < 250; i++) gateway.say(HOME, `missed ${i}`);
    prepare();
    gateway.connect();
    await ear.quiet();
    gateway.rememberCursors();
    gateway.say(HOME, 'last');
    expect(await ear.texts()).toEqual(gateway.said(HOME));
  });

  it('is fetched after a restart of the bridge, and what is known is not read again', async () => {
    const first = await listening();
    gateway.say(HOME, 'one');
    gateway.say(CLUB, 'two');
    await first.quiet();
    gateway.endRun(HOME);
    gateway.endRun(CLUB);
    await first.quiet();
    first.stop();
    gateway.say(HOME, 'three');
    const second = await listening();
    expect(await second.texts()).toEqual(['one', 'two', 'three']);
    second.stop();
    gateway.asked.length = 0;
    const third = await listening();
    await third.quiet();
    expect(gateway.asked).toEqual(['sessions', 'pending', 'ended']);
  });

  it('is fetched on both sides of a reset', async () => {
    const ear = await listening();
    gateway.say(HOME, 'one');
    await ear.quiet();
    gateway.disconnect();
    gateway.say(HOME, 'two');
    gateway.reset(HOME);
    gateway.say(HOME, 'three');
    gateway.connect();
    expect(await ear.texts()).toEqual(['one', 'two', 'three']);
  });

  it('is a gap where a part of it lies between two resets', async () => {
    const ear = await listening();
    gateway.say(HOME, 'one');
    await ear.quiet();
    gateway.disconnect();
    gateway.say(HOME, 'two');
    gateway.reset(HOME);
    gateway.say(HOME, 'lost');
    gateway.say(HOME, 'lost, too');
    gateway.reset(HOME);
    gateway.say(HOME, 'three');
    gateway.connect();
    expect(await ear.texts()).toEqual(['one', 'two', 'gap', 'three']);
    const gap = (await ear.events()).find(({ type }) => type === 'gap');
    expect(gap).toMatchObject({ sessionKey: HOME, gap: { reason: expect.stringMatching(/more than once/) } });
  });

  it('is a gap where the session was reset before its history was looked at', async () => {
    const ear = await listening();
    for (let i = 0; i < 5; i++) gateway.say(HOME, `lost ${i}`, { told: false });
    gateway.reset(HOME, { told: false });
    gateway.say(HOME, 'heard');
    expect(await ear.texts()).toEqual(['gap', 'heard']);
  });

  it('is a gap where the session was deleted and begun anew', async () => {
    const ear = await listening();
    gateway.say(HOME, 'one');
    gateway.endRun(HOME);
    await ear.quiet();
    gateway.disconnect();
    gateway.delete(HOME);
    gateway.say(HOME, 'anew');
    gateway.connect();
    expect(await ear.texts()).toEqual(['one', 'gap', 'anew']);
    gateway.disconnect();
    gateway.connect();
    gateway.say(HOME, 'on');
    expect(await ear.texts()).toEqual(['one', 'gap', 'anew', 'on']);
  });

  it('is a gap where the session was deleted, told once', async () => {
    const ear = await listening();
    gateway.say(HOME, 'one');
    gateway.say(CLUB, 'other');
    await ear.quiet();
    gateway.disconnect();
    gateway.say(HOME, 'lost');
    gateway.delete(HOME);
    gateway.connect();
    expect(await ear.texts(HOME)).toEqual(['one', 'gap']);
    ear.stop();
    const next = await listening();
    expect(await next.texts(HOME)).toEqual(['one', 'gap']);
    gateway.say(HOME, 'anew');
    expect(await next.texts(HOME)).toEqual(['one', 'gap', 'anew']);
    expect(await next.texts(CLUB)).toEqual(['other']);
  });

  it('is a gap where the last known message was taken back', async () => {
    const ear = await listening();
    gateway.say(HOME, 'one');
    gateway.say(HOME, 'two');
    await ear.quiet();
    gateway.disconnect();
    gateway.rewind(HOME, 2);
    gateway.forgetCursors();
    gateway.say(HOME, 'three');
    gateway.connect();
    expect(await ear.texts()).toEqual(['one', 'two', 'gap', 'three']);
  });
});

describe('what comes in the first moments of a connection', () => {
  it('is not taken for the next message where a reset was missed', async () => {
    const ear = await listening();
    for (const text of ['one', 'two', 'three']) gateway.say(HOME, text);
    await ear.quiet();
    gateway.disconnect();
    gateway.reset(HOME);
    gateway.say(HOME, 'missed');
    gateway.say(HOME, 'missed, too');
    // Reset 1, missed 2 and 3, and this is number 4 as if it followed number 3 of before.
    gateway.connectThen(() => gateway.say(HOME, 'after'));
    expect(await ear.texts()).toEqual(['one', 'two', 'three', 'missed', 'missed, too', 'after']);
  });

  it('is logged although a reset takes it from the history before that is looked at', async () => {
    const ear = await listening();
    gateway.say(HOME, 'heard');
    gateway.reset(HOME);
    gateway.say(HOME, 'after');
    expect(await ear.texts()).toEqual(['heard', 'after']);
  });

  it('is waited for where the history does not hold yet what was told', async () => {
    const ear = await listening();
    const message = gateway.say(HOME, 'one');
    await ear.quiet();
    gateway.tell({
      kind: 'message',
      message: {
        ...message,
        id: 'early',
        seq: 3,
        position: { source: message.position?.source ?? '', rawSeq: 9 },
      },
    });
    await ear.quiet();
    const looks = gateway.asked.length;
    gateway.say(HOME, 'two');
    gateway.say(HOME, 'three');
    ear.clock.advance(2_000);
    expect(await ear.texts()).toEqual(['one', 'two', 'three']);
    expect(gateway.asked.length - looks).toBeLessThan(6);
  });
});

describe('what a look could not find out', () => {
  const refused = () => new Failure('gateway_failed', 'This history cannot be read.');

  it('is a gap where the session is deleted before the next look', async () => {
    const ear = await listening();
    gateway.say(HOME, 'one');
    await ear.quiet();
    gateway.disconnect();
    gateway.say(HOME, 'missed');
    gateway.failNext('since');
    gateway.connect();
    await ear.quiet();
    gateway.delete(HOME, { told: true });
    expect(await ear.texts()).toEqual(['one', 'gap']);
    gateway.say(HOME, 'anew');
    expect(await ear.texts()).toEqual(['one', 'gap', 'anew']);
  });

  it('was told, and is logged although the session is deleted while the wire is broken', async () => {
    const ear = await listening();
    gateway.say(HOME, 'told');
    gateway.disconnect();
    gateway.delete(HOME);
    gateway.connect();
    expect(await ear.texts()).toEqual(['told']);
  });

  it('is logged as far as it was told, behind a gap, where the history is refused', async () => {
    const ear = await listening();
    for (let i = 0; i < 20; i++) gateway.failNext('newest', refused());
    gateway.say(HOME, 'untold', { told: false });
    gateway.say(HOME, 'one');
    await ear.quiet();
    gateway.say(HOME, 'two');
    expect(await ear.texts()).toEqual(['gap', 'one', 'two']);
  });

  it('is logged as it was told where the history does not show it for long', async () => {
    const ear = await listening();
    const message = gateway.say(HOME, 'one');
    await ear.quiet();
    const position = { source: message.position?.source ?? '', rawSeq: 9 };
    gateway.tell({ kind: 'message', message: { ...message, id: 'own', seq: 3, position, text: 'own' } });
    for (let i = 0; i < 5; i++) {
      await ear.quiet();
      ear.clock.advance(60_000);
    }
    expect(await ear.texts()).toEqual(['one', 'own']);
  });

  it('is not asked for with every message while the gateway says not now', async () => {
    const ear = await listening();
    gateway.say(HOME, 'one');
    await ear.quiet();
    for (let i = 0; i < 3; i++) gateway.failNext('since');
    gateway.say(HOME, 'untold', { told: false });
    const before = gateway.asked.length;
    for (let i = 0; i < 50; i++) {
      gateway.say(HOME, `${i}`);
      await ear.quiet();
    }
    expect(gateway.asked.length - before).toBeLessThan(5);
    for (let i = 0; i < 5; i++) {
      ear.clock.advance(60_000);
      await ear.quiet();
    }
    expect(await ear.texts()).toEqual(gateway.said(HOME));
  });

  it('is not looked for any more once nobody listens', async () => {
    const ear = await listening();
    gateway.disconnect();
    for (let i = 0; i < 100; i++) gateway.say(`agent:main:s${i}`, 'hello');
    gateway.asked.length = 0;
    const { newest } = gateway.conversations;
    vi.spyOn(gateway.conversations, 'newest').mockImplementation((query) => {
      ear.stop();
      return newest(query);
    });
    gateway.connect();
    await ear.quiet();
    expect(gateway.asked).toContain('newest');
    expect(gateway.asked.filter((method) => method === 'newest').length).toBeLessThanOrEqual(8);
  });

  it('carries the channel of its session although that was deleted while nobody listened', async () => {
    gateway.give(HOME, { channel: 'telegram', to: 'ada' });
    const first = await listening();
    gateway.say(HOME, 'one');
    await first.quiet();
    gateway.disconnect();
    gateway.connect();
    await first.quiet();
    first.stop();
    gateway.delete(HOME);
    const second = await listening();
    await second.quiet();
    expect((await second.events()).at(-1)).toMatchObject({ type: 'gap', gap: { channel: 'telegram' } });
  });
});

describe('a process that listens for longer than events are kept', () => {
  it('does not log again what was deleted for its age', async () => {
    const ear = await listening();
    for (let i = 0; i < 5; i++) gateway.say(HOME, `old ${i}`);
    await ear.quiet();
    await ear.store.events.prune({ before: Number.MAX_SAFE_INTEGER, keep: 0, limit: 100 });
    gateway.disconnect();
    gateway.say(HOME, 'now');
    gateway.connect();
    expect(await ear.texts()).toEqual(['now']);
  });
});

describe('a gateway with many sessions', () => {
  it('is asked for few histories at once', async () => {
    const ear = await listening();
    gateway.disconnect();
    for (let i = 0; i < 100; i++) gateway.say(`agent:main:s${i}`, 'hello');
    gateway.connect();
    await ear.quiet();
    expect(gateway.mostAtOnce()).toBeLessThanOrEqual(8);
    expect((await ear.texts()).length).toBe(100);
  });

  it('is listened to whole although only some sessions are kept in mind', async () => {
    const ear = await listening();
    for (let round = 0; round < 2; round++)
      for (let i = 0; i < 600; i++) gateway.say(`agent:main:s${i}`, `${round}`);
    const texts = await ear.texts();
    expect(texts.length).toBe(1_200);
    expect(texts).not.toContain('gap');
  });
});

describe('several processes that listen to one gateway', () => {
  it('log everything once, however they are cut off', async () => {
    const [one, two] = [createScriptedGateway(), createScriptedGateway()];
    // Both ears hear the same gateway.
    const shared = gateway;
    const ears = [one, two].map((own) => {
      gateway = { ...shared, ear: own.ear };
      return listen();
    });
    gateway = shared;
    for (const own of [one, two]) own.connect();
    const say = (text: string, ...told: (typeof one)[]) => {
      const message = shared.say(HOME, text, { told: false });
      for (const own of told) own.tell({ kind: 'message', message });
    };
    say('both', one, two);
    say('first', one);
    say('second', two);
    one.disconnect();
    say('while one is away', two);
    say('nobody');
    one.connect();
    say('both again', two, one);
    for (const ear of ears) await ear.quiet();
    expect(await ears[0]?.texts()).toEqual(shared.said(HOME));
    const cursors = (await ears[1]?.events())?.map(({ cursor }) => cursor);
    expect(cursors).toEqual(cursors?.map((_, i) => i + 1));
  });
});

describe('approvals', () => {
  it('reach the log with their ends, those from before as well', async () => {
    gateway.request(anApproval({ id: 'before' }));
    const ear = await listening();
    gateway.request(anApproval({ id: 'live', kind: 'plugin' }));
    gateway.end({ instance: 'home', kind: 'plugin', id: 'live', decision: 'deny', at: 5, raw: {} });
    await ear.quiet();
    expect((await ear.events()).map(({ type, id }) => [type, id])).toEqual([
      ['exec_approval_requested', 'before'],
      ['plugin_approval_requested', 'live'],
      ['plugin_approval_resolved', 'live'],
    ]);
  });

  it('that ended while nobody listened are told with their outcome', async () => {
    const ear = await listening();
    for (const id of ['denied', 'forgotten', 'waiting']) gateway.request(anApproval({ id, expiresAt: 9 }));
    await ear.quiet();
    gateway.disconnect();
    const ended = { instance: 'home', kind: 'exec' as const, decision: 'deny' as const, at: 5, raw: {} };
    gateway.end({ ...ended, id: 'denied' }, { told: false });
    gateway.end({ ...ended, id: 'forgotten' }, { told: false, remembered: false });
    gateway.connect();
    await ear.quiet();
    const ends = (await ear.events()).filter(({ type }) => type === 'exec_approval_resolved');
    expect(ends).toMatchObject([
      { id: 'denied', resolution: { decision: 'deny' } },
      { id: 'forgotten', resolution: { status: 'unknown' } },
    ]);
    expect((await ear.store.events.openApprovals('home')).map(({ id }) => id)).toEqual(['waiting']);
  });

  it('carry the channel of their session', async () => {
    gateway.say(HOME, 'hello');
    gateway.give(HOME, { channel: 'telegram', to: 'ada' });
    gateway.request(anApproval({ id: 'before' }));
    const ear = await listening();
    gateway.request(anApproval({ id: 'live' }));
    gateway.end({ instance: 'home', kind: 'exec', id: 'live', sessionKey: HOME, at: 5, raw: {} });
    await ear.quiet();
    expect(await ear.events()).toMatchObject([
      { approval: { id: 'before', channel: 'telegram' } },
      { approval: { id: 'live', channel: 'telegram' } },
      { resolution: { id: 'live', channel: 'telegram' } },
    ]);
  });

  it('that came and went while nobody listened are told whole', async () => {
    const ear = await listening();
    gateway.disconnect();
    gateway.request(anApproval({ id: 'missed', createdAt: 10_000_000 }));
    const end = { instance: 'home', kind: 'exec', id: 'missed', decision: 'deny', at: 5, raw: {} } as const;
    gateway.end(end, { told: false });
    gateway.connect();
    await ear.quiet();
    expect((await ear.events()).map(({ type, id }) => [type, id])).toEqual([
      ['exec_approval_requested', 'missed'],
      ['exec_approval_resolved', 'missed'],
    ]);
    gateway.disconnect();
    gateway.connect();
    await ear.quiet();
    expect(await ear.events()).toHaveLength(2);
  });

  it('that wait unseen by us are not ended in the log', async () => {
    const ear = await listening();
    gateway.request(anApproval({ id: 'theirs' }));
    await ear.quiet();
    gateway.disconnect();
    gateway.hide('theirs');
    gateway.connect();
    await ear.quiet();
    expect((await ear.store.events.openApprovals('home')).map(({ id }) => id)).toEqual(['theirs']);
  });

  it('are not asked for where the gateway would refuse it', async () => {
    await listening({ mode: 'write' });
    expect(gateway.asked).not.toContain('pending');
  });
});

describe('a bad day', () => {
  it('asks a gateway again that says "not now"', async () => {
    for (const method of ['sessions', 'pending']) gateway.failNext(method);
    const ear = await listening();
    gateway.say(HOME, 'heard early');
    gateway.request(anApproval({ id: 'a' }), { told: false });
    ear.clock.advance(2_000);
    await ear.quiet();
    ear.clock.advance(2_000);
    expect(await ear.texts()).toEqual(expect.arrayContaining(['heard early', 'exec_approval_requested']));
  });

  it('fetches again what could not be fetched or stored', async () => {
    const store = temp.open();
    let full = false;
    const append: Store['events']['append'] = (events, mark) => {
      if (full)
        return Promise.reject(new Failure('store_unavailable', 'The disk is full.', { retryable: true }));
      return store.events.append(events, mark);
    };
    const ear = listen({ ...store, events: { ...store.events, append } });
    gateway.connect();
    await ear.quiet();
    full = true;
    gateway.say(HOME, 'one');
    await ear.quiet();
    gateway.failNext('newest');
    full = false;
    ear.clock.advance(2_000);
    await ear.quiet();
    gateway.say(HOME, 'two');
    ear.clock.advance(4_000);
    expect(await ear.texts()).toEqual(['one', 'two']);
  });

  it('seldom asks again for what only a person can mend, and tells it once', async () => {
    const ear = await listening();
    const refused = new Failure('gateway_forbidden', 'Not for you.');
    for (let i = 0; i < 50; i++) gateway.failNext('pending', refused);
    gateway.disconnect();
    gateway.connect();
    await ear.quiet();
    const before = gateway.asked.length;
    ear.clock.advance(4 * 60_000);
    await ear.quiet();
    expect(gateway.asked.length).toBe(before);
    expect(ear.diary.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('logs nothing again that the log deleted for its age', async () => {
    const ear = await listening();
    for (let i = 0; i < 10; i++) gateway.say(HOME, `old ${i}`);
    await ear.quiet();
    await ear.store.events.prune({ before: 0, keep: 0, limit: 100 });
    gateway.disconnect();
    gateway.forgetCursors();
    gateway.say(HOME, 'new');
    gateway.connect();
    expect(await ear.texts()).toEqual(['new']);
  });

  it('writes nothing for a look that finds nothing', async () => {
    const ear = await listening();
    gateway.say(HOME, 'one');
    gateway.endRun(HOME);
    await ear.quiet();
    const append = vi.spyOn(ear.store.events, 'append');
    gateway.endRun(HOME);
    await ear.quiet();
    expect(append).not.toHaveBeenCalled();
  });

  it('asks nothing any more once it is stopped', async () => {
    const ear = await listening();
    gateway.failNext('newest');
    gateway.say(HOME, 'one');
    ear.stop();
    await ear.quiet();
    const before = gateway.asked.length;
    ear.clock.advance(60_000);
    await ear.quiet();
    expect(gateway.asked.length).toBe(before);
  });

  it('leaves a gateway alone that is gone, until it is back', async () => {
    const ear = await listening();
    gateway.say(HOME, 'one');
    await ear.quiet();
    gateway.failNext('since');
    gateway.failNext('newest');
    gateway.say(HOME, 'untold', { told: false });
    gateway.endRun(HOME);
    await ear.quiet();
    gateway.disconnect();
    const before = gateway.asked.length;
    ear.clock.advance(60_000);
    await ear.quiet();
    expect(gateway.asked.length).toBe(before);
    gateway.connect();
    expect(await ear.texts()).toEqual(['one', 'untold']);
  });
});

describe('whatever happens', () => {
  type Step =
    | 'say'
    | 'miss'
    | 'back at once'
    | 'use a tool'
    | 'end'
    | 'cut'
    | 'back'
    | 'reset'
    | 'forget cursors'
    | 'not now'
    | 'restart';
  const steps: readonly Step[] = [
    'say',
    'miss',
    'use a tool',
    'end',
    'cut',
    'back',
    'back at once',
    'reset',
    'forget cursors',
    'not now',
    'restart',
  ];

  it('the log holds everything once and in order, or says where it does not', async () => {
    const anything = fc.array(fc.constantFrom(...steps), { minLength: 5, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(anything, async (walk) => {
        temp = createTempStore();
        gateway = createScriptedGateway();
        let ear = await listening();
        gateway.say(HOME, 'first');
        await ear.quiet();
        let isAway = false;
        let resets = 0;
        for (const [i, step] of walk.entries()) {
          if (step === 'say') gateway.say(HOME, `say ${i}`);
          if (step === 'miss') gateway.say(HOME, `miss ${i}`, { told: false });
          if (step === 'use a tool') gateway.say(HOME, 'output', { role: 'toolResult', told: false });
          if (step === 'end') gateway.endRun(HOME);
          if (step === 'cut') {
            await ear.quiet();
            gateway.disconnect();
            isAway = true;
          }
          if (step === 'back') {
            gateway.connect();
            isAway = false;
          }
          // Somebody speaks before the gateway's list is answered.
          if (step === 'back at once') {
            gateway.connectThen(() => gateway.say(HOME, `early ${i}`));
            isAway = false;
          }
          if (step === 'reset') {
            resets++;
            gateway.reset(HOME);
          }
          if (step === 'forget cursors') gateway.forgetCursors();
          if (step === 'not now') for (const method of ['newest', 'since']) gateway.failNext(method);
          if (step === 'restart') {
            await ear.quiet();
            ear.stop();
            ear = await listening();
            isAway = false;
          }
          if (!isAway) await ear.quiet();
        }
        gateway.connect();
        for (let i = 0; i < 2 * walk.length; i++) {
          await ear.quiet();
          ear.clock.advance(60_000);
        }
        gateway.endRun(HOME);
        const texts = await ear.texts();
        const said = gateway.said(HOME);
        if (texts.includes('gap')) {
          expect(resets).toBeGreaterThan(1);
          expect(said).toEqual(expect.arrayContaining(texts.filter((text) => text !== 'gap')));
        } else expect(texts).toEqual(said);
        ear.stop();
        await temp.discard();
      }),
      { numRuns: 20 },
    );
  }, 30_000);
});

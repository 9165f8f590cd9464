import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditRecord } from '../domain/audit-record.ts';
import { Failure } from '../domain/failure.ts';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createBackground } from './background.ts';
import { createNoteDeed } from './note-deed.ts';
import { watched } from './watched-background.fixture.ts';

const deed = { principal: 'ada', action: 'tool:openclaw_chat', outcome: 'ok' } as const;

let kept: AuditRecord[];
let isAway: boolean;
let whileStoring: () => Promise<void>;

beforeEach(() => {
  kept = [];
  isAway = false;
  whileStoring = async () => {};
});

/** Notes deeds in a store the test can take away. */
function aBook(most?: number) {
  const clock = createSteppedClock();
  const log = createRecordingLog();
  const { background, quiet } = watched(createBackground(log));
  const audit = {
    async append(record: AuditRecord) {
      if (isAway) throw new Failure('store_unavailable', 'The disk is full.');
      await whileStoring();
      kept.push(record);
    },
  };
  const book = createNoteDeed({ audit, clock, background, log, ...(most === undefined ? {} : { most }) });
  return { clock, log, quiet, ...book };
}

describe('a deed', () => {
  it('is stored with the others of its moment, and with the time it was done', async () => {
    const { note, clock, quiet } = aBook();
    note(deed);
    clock.advance(100);
    note({ ...deed, outcome: 'refused', reason: 'not_allowed' });
    expect(kept).toEqual([]);
    clock.advance(100);
    await quiet();
    expect(kept).toEqual([
      { ...deed, at: 1_000_000 },
      { ...deed, at: 1_000_100, outcome: 'refused', reason: 'not_allowed' },
    ]);
  });

  it('waits for a store that is away, and is stored once', async () => {
    const { note, clock, quiet, log } = aBook();
    isAway = true;
    note(deed);
    clock.advance(200);
    await quiet();
    expect(log.lines).toMatchObject([{ level: 'error', fields: { code: 'store_unavailable' } }]);
    isAway = false;
    note({ ...deed, target: 'second' });
    clock.advance(2_000);
    await quiet();
    expect(kept.map(({ target }) => target)).toEqual([undefined, 'second']);
    expect(clock.waiting()).toBe(0);
  });

  it('is stored before the process leaves', async () => {
    const { note, close, clock } = aBook();
    note(deed);
    await close();
    expect(kept).toHaveLength(1);
    expect(clock.waiting()).toBe(0);
  });

  it('that is being stored as the process leaves is waited for, with those that came meanwhile', async () => {
    const { note, close, clock } = aBook();
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    whileStoring = async () => await held;
    note({ ...deed, target: 'under-way' });
    clock.advance(200);
    await Promise.resolve();
    whileStoring = async () => {};
    note({ ...deed, target: 'meanwhile' });
    const closed = close().then(() => kept.map(({ target }) => target));
    release();
    expect(await closed).toEqual(['under-way', 'meanwhile']);
    expect(clock.waiting()).toBe(0);
  });

  it('that cannot be stored as the process leaves is lost, and that is said', async () => {
    const { note, close, log, clock, quiet } = aBook();
    isAway = true;
    note(deed);
    clock.advance(200);
    note(deed);
    await close();
    await quiet();
    expect(log.lines.at(-1)).toMatchObject({
      level: 'error',
      fields: { lost: 2, code: 'store_unavailable' },
    });
    expect(clock.waiting()).toBe(0);
  });

  it('done after all is closed is lost, and that is said', async () => {
    const { note, close, log, clock } = aBook();
    await close();
    note(deed);
    expect(log.lines).toMatchObject([{ level: 'error', fields: { lost: 1 } }]);
    expect(clock.waiting()).toBe(0);
  });

  it('is lost when too many wait for a store that stays away, and that is said', async () => {
    const { note, log, close } = aBook(10);
    isAway = true;
    for (let i = 0; i < 11; i++) note({ ...deed, target: `t${i}` });
    expect(log.lines).toMatchObject([{ level: 'error', fields: { kept: 5 } }]);
    isAway = false;
    await close();
    expect(kept.map(({ target }) => target)).toEqual(['t6', 't7', 't8', 't9', 't10']);
  });

  it('keeps ids only: what a client passes for one may be any text', async () => {
    const { note, close } = aBook();
    note({ ...deed, target: 'my password is 123', client: 'c'.repeat(500) });
    note({ ...deed, target: 'task_01a1-9' });
    await close();
    expect(kept.map(({ target }) => target)).toEqual([undefined, 'task_01a1-9']);
    expect(kept[0]?.client).toHaveLength(200);
  });
});

import { expect, it } from 'vitest';
import { Failure } from '../../domain/failure.ts';
import type { Hold } from '../../domain/port/endpoint-register.ts';
import { createRecordingLog } from '../../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../../domain/port/stepped-clock.fixture.ts';
import { createBackground } from '../../usecases/background.ts';
import { keepLeases } from './leases.ts';

interface Asked {
  readonly hold: Hold;
  answer(ids: readonly string[]): Promise<void>;
  fail(): Promise<void>;
}

/** A store that answers when the test wants it to. */
function start() {
  const clock = createSteppedClock();
  const log = createRecordingLog();
  const asked: Asked[] = [];
  const held: string[] = [];
  const leases = keepLeases({
    register: {
      hold: (hold) =>
        new Promise((resolve, reject) => {
          asked.push({
            hold,
            async answer(ids) {
              resolve(ids);
              await new Promise(setImmediate);
            },
            async fail() {
              reject(new Failure('store_unavailable', 'The store is away.', { retryable: true }));
              await new Promise(setImmediate);
            },
          });
        }),
      release: async () => {},
    },
    holder: 'a',
    ids: ['1', '2'],
    clock,
    background: createBackground(log),
    log,
    onHeld: (ids) => held.push([...ids].join('+')),
    onLost: () => held.push('lost'),
  });
  return { clock, asked, held, leases };
}

it('asks for all endpoints at once, every 5 s, for 15 s', async () => {
  const { clock, asked, held } = start();
  expect(asked[0]!.hold).toEqual({ holder: 'a', ids: ['1', '2'], now: 1_000_000, until: 1_015_000 });
  await asked[0]!.answer(['1']);
  clock.advance(5_000);
  await asked[1]!.answer(['1', '2']);
  expect(held).toEqual(['1', '1+2']);
});

it('does not ask again before the store has answered', () => {
  const { clock, asked } = start();
  clock.advance(60_000);
  expect(asked).toHaveLength(1);
});

it('gives up what it holds when the store does not answer as long as the lease lasts', async () => {
  const { clock, asked, held } = start();
  await asked[0]!.answer(['1']);
  clock.advance(14_999);
  expect(held).toEqual(['1']);
  clock.advance(1);
  expect(held).toEqual(['1', 'lost']);
});

it('takes no lease that was over when the store said it', async () => {
  const { clock, asked, held } = start();
  clock.advance(15_000);
  await asked[0]!.answer(['1']);
  expect(held).toEqual([]);
  clock.advance(5_000);
  await asked[1]!.answer(['1']);
  expect(held).toEqual(['1']);
});

it('takes nothing any more once it is to stop, and waits for what is under way', async () => {
  const { clock, asked, held, leases } = start();
  const stopped = leases.stop();
  await asked[0]!.answer(['1']);
  await stopped;
  clock.advance(60_000);
  expect(held).toEqual([]);
  expect(asked).toHaveLength(1);
});

it('tells a store that cannot say from one that says that another process has them', async () => {
  const { clock, asked, held } = start();
  await asked[0]!.fail();
  expect(held).toEqual(['lost']);
  clock.advance(5_000);
  await asked[1]!.answer([]);
  expect(held).toEqual(['lost', '']);
});

it('keeps what it holds while the lease lasts and the store fails', async () => {
  const { clock, asked, held } = start();
  await asked[0]!.answer(['1']);
  clock.advance(5_000);
  await asked[1]!.fail();
  clock.advance(5_000);
  await asked[2]!.fail();
  expect(held).toEqual(['1']);
  clock.advance(5_000);
  expect(held).toEqual(['1', 'lost']);
});

it('has one timer for the lease it holds, and none once it is stopped', async () => {
  const { clock, asked, leases } = start();
  for (let renewal = 0; renewal < 4; renewal++) {
    await asked[renewal]!.answer(['1']);
    expect(clock.waiting()).toBe(2);
    if (renewal < 3) clock.advance(5_000);
  }
  await leases.stop();
  expect(clock.waiting()).toBe(0);
});

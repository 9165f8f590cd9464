import { expect, it } from 'vitest';
import { Failure, type FailureRecord } from '../domain/failure.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createCheckReadiness, type CheckReadinessDeps } from './check-readiness.ts';

const AWAY: FailureRecord = {
  code: 'gateway_unreachable',
  message: 'http://10.0.0.5 is away',
  retryable: true,
};

/** A bridge with two instances; the test says how the default one is, and how the store. */
function aBridge(over: Partial<CheckReadinessDeps> = {}) {
  const clock = createSteppedClock();
  const asked: string[] = [];
  const gateway: { failure?: FailureRecord } = {};
  const check = createCheckReadiness({
    store: { look: async () => [] },
    probe: {
      async probe(name) {
        asked.push(name);
        return gateway;
      },
    },
    instances: [anInstance({ name: 'work', isDefault: false }), anInstance({ name: 'home' })],
    clock,
    ...over,
  });
  return { clock, asked, gateway, check };
}

it('is ready when the store and the default gateway answer', async () => {
  const { check, asked } = aBridge();
  expect(await check()).toEqual({ isReady: true, store: 'ok', gateway: 'ok' });
  expect(asked).toEqual(['home']);
});

it('names what is not ready by the code of its failure, and says nothing else of it', async () => {
  const { check, gateway } = aBridge();
  gateway.failure = AWAY;
  expect(await check()).toEqual({ isReady: false, store: 'ok', gateway: 'gateway_unreachable' });
});

it('is not ready without a store', async () => {
  const look = async () => Promise.reject(new Failure('store_unavailable', 'The disk is full.'));
  const { check } = aBridge({ store: { look } });
  expect(await check()).toMatchObject({ isReady: false, store: 'store_unavailable' });
});

it('asks nobody again within two seconds, however many want to know', async () => {
  const { check, asked, gateway, clock } = aBridge();
  await Promise.all([check(), check(), check()]);
  gateway.failure = AWAY;
  clock.advance(1_999);
  expect(await check()).toMatchObject({ isReady: true });
  clock.advance(1);
  expect(await check()).toMatchObject({ isReady: false });
  expect(asked).toHaveLength(2);
});

it('does not wait longer than a second for a gateway that is slow, nor ask it a second time meanwhile', async () => {
  let answer: (report: object) => void = () => {};
  let probes = 0;
  const { check, clock } = aBridge({
    probe: {
      probe() {
        probes++;
        return new Promise((resolve) => (answer = resolve));
      },
    },
  });
  const slow = check();
  clock.advance(1_000);
  expect(await slow).toMatchObject({ isReady: false, gateway: 'slow' });
  clock.advance(5_000);
  const again = check();
  expect(probes).toBe(1);
  answer({});
  expect(await again).toMatchObject({ isReady: true });
});

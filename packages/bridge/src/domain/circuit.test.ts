import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOSED, opened } from './circuit.ts';
import type { FailureRecord } from './failure.ts';

const AWAY: FailureRecord = { code: 'gateway_unreachable', message: 'away', retryable: true };

describe('a circuit', () => {
  it('opens with the reason, and lets a caller who cannot wait try before all others', () => {
    const circuit = opened(CLOSED, AWAY, 1_000, 0.5);
    expect(circuit).toMatchObject({ failures: 1, failure: AWAY, probeAt: 1_250, retryAt: 1_750 });
  });

  it('rests longer each time, up to half a minute, at a random moment of it', () => {
    let circuit = CLOSED;
    const rests = Array.from({ length: 8 }, () => {
      circuit = opened(circuit, AWAY, 0, 0.999_9);
      return circuit.retryAt;
    });
    expect(rests).toEqual([1_250, 2_250, 4_250, 8_249, 16_248, 30_247, 30_247, 30_247]);
    expect(opened(circuit, AWAY, 0, 0).retryAt).toBe(250);
  });

  it('however often it opens, asks again within a known time, and those who cannot wait never last', () => {
    const anyAbsence = fc.record({
      after: fc.nat({ max: 60_000 }),
      chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(anyAbsence, { minLength: 1, maxLength: 50 }), (absences) => {
        let circuit = CLOSED;
        let now = 0;
        for (const { after, chance } of absences) {
          now += after;
          const failures = circuit.failures + 1;
          circuit = opened(circuit, AWAY, now, chance);
          expect(circuit).toMatchObject({ failures, failure: AWAY });
          expect(circuit.probeAt).toBeGreaterThan(now);
          expect(circuit.retryAt).toBeGreaterThanOrEqual(circuit.probeAt);
          expect(circuit.retryAt - now).toBeLessThanOrEqual(30_250);
        }
      }),
    );
  });
});

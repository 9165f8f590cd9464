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
});

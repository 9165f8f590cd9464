import { describe, expect, it } from 'vitest';
import { createSteppedClock } from '../../domain/port/stepped-clock.fixture.ts';
import { closeReason } from './close-reason.ts';
import { createPatience } from './patience.ts';

const party = { host: 'h', redact: (text: string) => text };
const CUT = closeReason({ how: 'closed', code: 1006, reason: '' }, party);
const REPLACED = closeReason({ how: 'closed', code: 1000, reason: '新连接替换' }, party);

function start() {
  const clock = createSteppedClock();
  const patience = createPatience({ clock, chance: () => 0.5 });
  return { clock, patience };
}

describe('the pause after a loss', () => {
  it('grows with each', () => {
    const { patience } = start();
    expect([1, 2, 3].map(() => patience.after(CUT))).toEqual([500, 1_000, 2_000]);
    expect(patience.attempts()).toBe(3);
  });

  it('is short again after a minute', () => {
    const { patience, clock } = start();
    patience.after(CUT);
    patience.connected();
    clock.advance(59_999);
    expect(patience.attempts()).toBe(1);
    clock.advance(1);
    expect(patience.attempts()).toBe(0);
    expect(patience.after(CUT)).toBe(500);
  });

  it('grows further when the minute was not whole', () => {
    const { patience, clock } = start();
    patience.after(CUT);
    for (let times = 0; times < 2; times++) {
      const disconnected = patience.connected();
      clock.advance(59_999);
      disconnected();
    }
    expect(patience.after(CUT)).toBe(1_000);
    expect(clock.waiting()).toBe(0);
  });

  it('grows where another bridge comes back, however long that one pauses, and not because of a cut', () => {
    const { patience, clock } = start();
    expect(patience.after(REPLACED)).toBe(75_000);
    patience.after(CUT);
    const disconnected = patience.connected();
    clock.advance(REPLACED.minMs! + REPLACED.backoff.maxMs);
    expect(patience.attempts()).toBe(1);
    disconnected();
    expect(patience.after(REPLACED)).toBe(90_000);
    expect(patience.after(CUT)).toBe(500);
  });
});

import { describe, expect, it } from 'vitest';
import { aGuest } from '../domain/principal.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import { createLimits, type Limits } from './limits.ts';

const HERE = '192.0.2.7';
const ELSEWHERE = '198.51.100.1';
const GOOD = 'Bearer good';

const times = async (count: number, act: () => Promise<number>) => {
  let waits = 0;
  for (let i = 0; i < count; i++) if ((await act()) > 0) waits++;
  return waits;
};
const guess = async (limits: Limits, address: string) => {
  const first = await limits.arrived(address, 'Bearer guessed');
  return first > 0 ? first : await limits.refused(address, 'Bearer guessed');
};

describe('who has not shown who he is', () => {
  it('is counted by address', async () => {
    const limits = createLimits({ perPrincipal: 600, perAddress: 300 });
    expect(await times(310, () => limits.arrived(HERE, undefined))).toBe(10);
    expect(await limits.arrived(ELSEWHERE, undefined)).toBe(0);
  });

  it('may guess 30 tokens a minute, and no more is looked at', async () => {
    const limits = createLimits({ perPrincipal: 600, perAddress: 300 });
    expect(await times(30, () => guess(limits, HERE))).toBe(0);
    expect(await limits.arrived(HERE, 'Bearer guessed')).toBeGreaterThan(0);
  });

  it('gains nothing by the addresses of one IPv6 network', async () => {
    const limits = createLimits({ perPrincipal: 600, perAddress: 100 });
    let i = 0;
    expect(await times(200, () => limits.arrived(`2001:db8:1:2::${(i++).toString(16)}`, undefined))).toBe(
      100,
    );
  });

  it('is not told to wait by asking without a token', async () => {
    const limits = createLimits({ perPrincipal: 600, perAddress: 300 });
    await limits.arrived(HERE, undefined);
    expect(await times(1_000, () => limits.refused(HERE, undefined))).toBe(0);
  });
});

describe('who has shown who he is', () => {
  it('is counted by who he is, wherever he is', async () => {
    const limits = createLimits({ perPrincipal: 600, perAddress: 300 });
    expect(await times(610, () => limits.admitted(OWNER, GOOD))).toBe(10);
    expect(await limits.admitted(aGuest(), 'Bearer other')).toBe(0);
  });

  it('comes in although somebody else at his address has used it up', async () => {
    const limits = createLimits({ perPrincipal: 600, perAddress: 300 });
    await limits.admitted(OWNER, GOOD);
    await times(400, () => limits.arrived(HERE, undefined));
    expect(await limits.arrived(HERE, GOOD)).toBe(0);
    expect(await limits.arrived(HERE, 'Bearer other')).toBeGreaterThan(0);
  });

  it('is a stranger again once his token is no longer good', async () => {
    const limits = createLimits({ perPrincipal: 600, perAddress: 300 });
    await limits.admitted(OWNER, GOOD);
    await limits.refused(HERE, GOOD);
    await times(400, () => limits.arrived(HERE, undefined));
    expect(await limits.arrived(HERE, GOOD)).toBeGreaterThan(0);
  });
});

it('any number of requests may come where no limit is set', async () => {
  const limits = createLimits({ perPrincipal: 0, perAddress: 0 });
  expect(await times(2_000, () => limits.admitted(OWNER, GOOD))).toBe(0);
  expect(await times(2_000, () => guess(limits, HERE))).toBe(0);
});

import { describe, expect, it } from 'vitest';
import { anEndpointReport } from '../domain/endpoint.fixture.ts';
import { ENDPOINT_STATUSES, type EndpointReport } from '../domain/endpoint.ts';
import { localTime } from '../domain/local-time.ts';
import { endpointState } from './endpoint-state.ts';

const known = {
  id: 'x',
  name: 'kitchen',
  kind: 'cloud',
  host: 'api.xiaozhi.me',
  isConfigured: true,
} as const;

const state = (over: Partial<EndpointReport>, isHeld = true) =>
  endpointState({ ...known, isHeld, report: anEndpointReport({ since: 0, ...over }) }, 10_000);

const trouble = {
  reason: 'network',
  message: 'api.xiaozhi.me: nothing listens there.',
  hint: 'Is it running?',
  at: 5_000,
} as const;

describe('how it is with an endpoint', () => {
  it('is well while it is connected, whatever was before', () => {
    expect(state({ calls: 1 })).toEqual({
      status: 'ok',
      detail: `connected since ${localTime(0)}, 1 call`,
    });
    expect(state({ trouble })).toEqual({
      status: 'ok',
      detail: `connected since ${localTime(0)}, 0 calls; last trouble at ${localTime(5_000)}: api.xiaozhi.me: nothing listens there (network)`,
    });
  });

  it('is told with what is wrong, what to do and when it is tried again', () => {
    expect(state({ status: 'waiting', trouble, attempts: 3, nextAttemptAt: 12_400 })).toEqual({
      status: 'fail',
      detail: `not connected since ${localTime(0)}: api.xiaozhi.me: nothing listens there (network); next attempt in 3 s, after 3 that failed`,
      hint: 'Is it running?',
    });
    expect(state({ status: 'suspect', trouble })).toMatchObject({ status: 'fail', hint: 'Is it running?' });
  });

  it('never promises an attempt in the past', () => {
    expect(state({ status: 'waiting', nextAttemptAt: 1 }).detail).toContain('next attempt in 0 s');
  });

  it('is what to start when nobody dials it', () => {
    const never = endpointState({ ...known, isHeld: false }, 0);
    expect(never).toMatchObject({ status: 'warn', detail: 'no `clawbridge serve` runs that dials it' });
    const once = state({ status: 'waiting', trouble }, false);
    expect(once).toMatchObject({ status: 'warn', hint: never.hint });
    expect(once.detail).toContain('last it was waiting; last trouble at');
  });

  it('is that a clawbridge runs with another address under this name', () => {
    const ours = { ...known, isHeld: false };
    const theirs = { ...known, id: 'y', isHeld: true, isConfigured: false, report: anEndpointReport() };
    expect(endpointState(ours, 0, [ours, theirs])).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('started with other settings'),
      hint: expect.stringContaining('service install'),
    });
    expect(endpointState(ours, 0, [ours, { ...theirs, name: 'den' }]).hint).toContain(
      'Start `clawbridge serve`',
    );
  });

  it('is held, although what its holder says of it is not understood here', () => {
    expect(endpointState({ ...known, isHeld: true, reportedAt: 7 }, 0)).toMatchObject({
      status: 'warn',
      detail: 'another clawbridge dials it, and how that goes this one does not understand',
    });
  });

  it('is the name of the trouble with what it means, by which it can be looked up', () => {
    expect(state({ trouble }).detail).toMatch(/nothing listens there \(network\)$/);
    expect(state({ status: 'waiting', trouble }).detail).toMatch(/nothing listens there \(network\)$/);
    expect(state({ status: 'suspect', trouble }).detail).toMatch(/nothing listens there \(network\)$/);
  });

  it.each(ENDPOINT_STATUSES)('says what to do unless it is well: %s', (status) => {
    for (const with_ of [{}, { trouble }]) {
      const verdict = state({ status, ...with_ });
      expect(verdict.hint === undefined).toBe(verdict.status === 'ok');
    }
  });
});

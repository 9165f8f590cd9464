import { describe, expect, it } from 'vitest';
import { createApprovals } from './approvals.ts';
import { createScriptedConnection } from './scripted-connection.fixture.ts';

/** Ended one after the other; `a0` is the first. */
const record = (at: number) => ({
  id: `a${at}`,
  status: 'denied',
  decision: 'deny',
  presentation: { kind: 'exec', commandText: 'touch x' },
  createdAtMs: at,
  resolvedAtMs: at,
});

/** A gateway that remembers so many. */
function remembering(count: number) {
  const connection = createScriptedConnection({
    'approval.history': ({ limit, cursor }) => {
      const end = cursor === undefined ? count : Number(cursor);
      const start = Math.max(0, end - Number(limit));
      const items = Array.from({ length: end - start }, (_, i) => record(end - 1 - i));
      return { items, ...(start > 0 ? { nextCursor: String(start) } : {}) };
    },
  });
  return { approvals: createApprovals(connection), requests: connection.requests };
}

describe('the approvals that ended', () => {
  it('are all there, oldest first, also when they fill several pages', async () => {
    const { approvals } = remembering(250);
    const ended = await approvals.ended({ instance: 'home', since: 0 });
    expect(ended.map(({ approval }) => approval.id)).toEqual(Array.from({ length: 250 }, (_, i) => `a${i}`));
  });

  it('are asked for only as far back as somebody wants to know', async () => {
    const { approvals, requests } = remembering(1_000);
    const ended = await approvals.ended({ instance: 'home', since: 850 });
    expect(requests).toHaveLength(2);
    expect(ended.at(0)?.approval.id).toBe('a800');
  });

  it('are not asked for without end', async () => {
    const { approvals, requests } = remembering(5_000);
    const ended = await approvals.ended({ instance: 'home', since: 0 });
    expect(requests).toHaveLength(20);
    expect(ended.at(-1)?.approval.id).toBe('a4999');
  });
});

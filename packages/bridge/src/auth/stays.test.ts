import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anOwner } from '../domain/principal.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import type { Admission } from './gate.ts';
import { createStays, type Stays } from './stays.ts';

let answer: () => Promise<Admission | Response>;
let stays: Stays;
const end = vi.fn<() => void>();
const request = new Request('http://localhost/mcp');

beforeEach(() => {
  vi.useFakeTimers();
  end.mockClear();
  answer = async () => ({ principal: OWNER });
  stays = createStays({ gate: () => answer(), intervalMs: 1_000 });
});
afterEach(() => {
  stays.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const later = () => vi.advanceTimersByTimeAsync(1_000);

describe('who stays', () => {
  it('may stay as long as he would be let in', async () => {
    stays.add({ request, principal: OWNER, end });
    await later();
    await later();
    expect(end).not.toHaveBeenCalled();
  });

  it.each([
    ['his token is no longer good', async () => new Response(null, { status: 401 })],
    ['his token may do less', async () => ({ principal: anOwner(['read']) })],
  ])('has to leave once %s', async (_, now) => {
    stays.add({ request, principal: OWNER, end });
    await later();
    answer = now;
    await later();
    expect(end).toHaveBeenCalledOnce();
  });

  it('may stay while nobody can say', async () => {
    stays.add({ request, principal: OWNER, end });
    answer = () => Promise.reject(new Error('the store is away'));
    await later();
    expect(end).not.toHaveBeenCalled();
  });

  it('is not asked about once he has left', async () => {
    const leave = stays.add({ request, principal: OWNER, end });
    leave();
    answer = async () => new Response(null, { status: 401 });
    await later();
    expect(end).not.toHaveBeenCalled();
  });
});

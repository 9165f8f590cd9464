import { describe, expect, it, vi } from 'vitest';
import { createRecordingHearing } from '../recording-hearing.fixture.ts';
import { withoutWebSocket } from './without-web-socket.ts';

const place = { instance: 'home', sessionKey: 's' };
const approval = { instance: 'home', kind: 'exec', id: 'a1' } as const;
const outlet = withoutWebSocket();

describe('over HTTP', () => {
  it.each([
    ['sessions', () => outlet.sessions({ instance: 'home', limit: 1, offset: 0 })],
    ['session', () => outlet.session(place)],
    ['newest', () => outlet.newest({ ...place, limit: 1 })],
    ['tail', () => outlet.tail({ ...place, limit: 1 })],
    ['since', () => outlet.since({ ...place, cursor: 'c' })],
    ['around', () => outlet.around({ ...place, messageId: 'm', limit: 1 })],
    ['message', () => outlet.message({ ...place, messageId: 'm' })],
    ['pending', () => outlet.pending('home')],
    ['decide', () => outlet.decide({ ...approval, decision: 'deny' })],
    ['outcome', () => outlet.outcome(approval)],
  ])('%s says what it takes', async (_, ask: () => Promise<unknown>) => {
    await expect(ask()).rejects.toMatchObject({
      code: 'endpoint_missing',
      hint: expect.stringContaining('--outlet auto or ws'),
    });
  });

  it('nothing is heard: it is said once', async () => {
    const hearing = createRecordingHearing();
    outlet.listen('home', hearing);
    expect(hearing.calls).toEqual([]);
    await vi.waitFor(() => expect(hearing.losses).toMatchObject([{ code: 'endpoint_missing' }]), {
      timeout: 10_000,
    });
  });

  it('nothing is said to who has stopped listening', async () => {
    const [gone, witness] = [createRecordingHearing(), createRecordingHearing()];
    outlet.listen('home', gone)();
    outlet.listen('home', witness);
    await witness.lost(1);
    expect(gone.calls).toEqual([]);
  });
});

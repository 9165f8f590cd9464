import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTempHome, type TempHome } from '../config/home.fixture.ts';
import { openStore } from '../store/open-store.ts';
import { checkStore } from './store.ts';

let home: TempHome;

beforeEach(() => {
  home = createTempHome();
});
afterEach(() => home.discard());

describe('the store', () => {
  it('tells how many tasks and events there are', async () => {
    const config = await home.read();
    expect(await checkStore(config)).toEqual([
      { name: 'Store', status: 'ok', detail: expect.stringMatching(/state\.db \(0 pending, 0 running\)$/) },
      {
        name: 'Event log',
        status: 'ok',
        detail: expect.stringMatching(/^0 events \(none now, the next has cursor 1, epoch \S+\)$/),
      },
    ]);
    const store = await openStore(config);
    const said = { type: 'gap', instance: 'home', at: 1, gap: { reason: 'test' } } as const;
    await store.events.append([
      { ...said, id: 'a' },
      { ...said, id: 'b' },
    ]);
    await store.close();
    const [, events] = await checkStore(config);
    expect(events?.detail).toMatch(/^2 events \(cursors 1 to 2, epoch \S+\)$/);
  });

  it('is one finding when it cannot be opened', async () => {
    home.write('state.db', 'no database at all, and long enough to be taken for one');
    expect(await checkStore(await home.read())).toMatchObject([{ name: 'Store', status: 'fail' }]);
  });
});

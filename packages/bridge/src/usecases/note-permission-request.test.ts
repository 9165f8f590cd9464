import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Place } from '../domain/conversation.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { OWNER } from '../domain/principal.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { createNotePermission } from './note-permission-request.ts';

const permission = { requestId: 'abcde', toolName: 'Bash', description: 'tests', inputPreview: 'ls' };

let temp: TempStore;
beforeEach(() => {
  temp = createTempStore();
});
afterEach(() => temp.discard());

it.each<[string, { readonly place?: Place }, object]>([
  [
    'at the gateway of its conversation',
    { place: { instance: 'work', sessionKey: 'agent:main:Main' } },
    {
      instance: 'work',
      sessionKey: 'agent:main:main',
    },
  ],
  ['at the default gateway without one', {}, { instance: 'home' }],
])('a permission request is noted %s', async (_, place, noted) => {
  const { events: log } = temp.open();
  const ids = ['1', '2'].values();
  const newId = () => ids.next().value ?? '';
  const notePermission = createNotePermission({ log, clock: createSteppedClock(), newId, instance: 'home' });
  await notePermission({ principal: OWNER, permission, ...place });
  await notePermission({ principal: OWNER, permission, ...place });
  const expected = expect.objectContaining({ principal: OWNER.id, permission, ...noted });
  expect(await log.read({ after: 0, limit: 10, withRaw: false })).toEqual([expected, expected]);
});

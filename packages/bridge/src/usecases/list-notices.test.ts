import { expect, it } from 'vitest';
import type { DeliveryReport } from '../domain/notice.ts';
import type { Outbox } from '../domain/port/outbox.ts';
import { aTask } from '../domain/task.fixture.ts';
import { createListNotices } from './list-notices.ts';

it('tells of the notices of a task that has ended, and asks nobody before or when there are none', async () => {
  const report: DeliveryReport = { id: 'n', target: 'ops', status: 'delivered', attempts: 1 };
  const asked: string[] = [];
  const of: Outbox['of'] = async (id) => {
    asked.push(id);
    return [report];
  };
  const listNotices = createListNotices({ outbox: { of } as Outbox });
  expect(await listNotices(aTask({ notify: ['ops'] }))).toEqual([]);
  expect(await listNotices(aTask({ status: 'completed' }))).toEqual([]);
  const told = aTask({ status: 'completed', notify: ['ops'] });
  expect(await listNotices(told)).toEqual([report]);
  expect(asked).toEqual([told.id]);
});

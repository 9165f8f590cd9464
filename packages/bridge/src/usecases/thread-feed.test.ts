import { expect, it } from 'vitest';
import { createRecordingLog } from '../domain/port/recording-log.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import { createMemoryThreadLog } from '../domain/port/thread-log.fixture.ts';
import { createBackground } from './background.ts';
import { createThreadFeed } from './thread-feed.ts';
import { watched } from './watched-background.fixture.ts';

function createWorld() {
  const [clock, threads] = [createSteppedClock(), createMemoryThreadLog()];
  const { background, quiet } = watched(createBackground(createRecordingLog()));
  const feed = createThreadFeed({ threads, clock, background });
  const heard: string[] = [];
  const say = async (id: string) => {
    const begin = { id: 'th', user: 'bob', link: 'default', title: 'x', createdAt: 1 };
    await threads.append({ id, thread: 'th', said: { kind: 'notice', text: id }, at: 1, key: id }, begin);
  };
  return { clock, threads, quiet, feed, heard, say };
}

it('tells everybody what is said from now on, once and in order, whatever one makes of it', async () => {
  const { feed, heard, say, quiet } = createWorld();
  await say('before');
  await feed.follow(() => {
    throw new Error('no');
  });
  const stop = await feed.follow(({ entry }) => heard.push(entry.id));
  for (let i = 0; i < 120; i++) await say(`${i}`);
  feed.wake();
  await quiet();
  expect(heard).toEqual(Array.from({ length: 120 }, (_, i) => `${i}`));
  stop();
  await say('after');
  await quiet();
  expect(heard).toHaveLength(120);
});

it('catches up when the store was away', async () => {
  const { clock, threads, feed, heard, say, quiet } = createWorld();
  await feed.follow(({ entry }) => heard.push(entry.id));
  await say('a');
  threads.fail(new Error('away'));
  feed.wake();
  await quiet();
  threads.fail(undefined);
  clock.advance(1_000);
  await quiet();
  expect(heard).toEqual(['a']);
});

it('lets nobody follow while the store is away, and whoever comes later', async () => {
  const { threads, feed, heard, say, quiet } = createWorld();
  threads.fail(new Error('away'));
  await expect(feed.follow(() => {})).rejects.toThrow('away');
  threads.fail(undefined);
  await feed.follow(({ entry }) => heard.push(entry.id));
  await say('a');
  await quiet();
  expect(heard).toEqual(['a']);
});

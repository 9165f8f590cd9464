import { describe, expect, it } from 'vitest';
import { aTask } from '../domain/task.fixture.ts';
import { createTaskFeed, type TaskNews } from './task-feed.ts';

const said = (text: string): TaskNews => ({ kind: 'progress', progress: { text } });

describe('the task feed', () => {
  it('tells the news of a task to everybody who follows it, and to nobody else', () => {
    const feed = createTaskFeed();
    const heard: string[] = [];
    feed.follow('t1', () => heard.push('a'));
    feed.follow('t1', () => heard.push('b'));
    feed.follow('t2', () => heard.push('c'));
    feed.publish('t1', said('hi'));
    expect(heard).toEqual(['a', 'b']);
  });

  it('tells progress and the end, as they were published', () => {
    const feed = createTaskFeed();
    const heard: TaskNews[] = [];
    const settled: TaskNews = { kind: 'settled', task: aTask({ id: 't1', status: 'cancelled' }) };
    feed.follow('t1', (news) => heard.push(news));
    feed.publish('t1', said('hi'));
    feed.publish('t1', settled);
    expect(heard).toEqual([said('hi'), settled]);
  });

  it('tells nothing more to who stopped following, even in the middle of the news', () => {
    const feed = createTaskFeed();
    const heard: string[] = [];
    const stop = feed.follow('t1', () => {
      heard.push('a');
      stop();
    });
    feed.follow('t1', () => heard.push('b'));
    feed.publish('t1', said('1'));
    feed.publish('t1', said('2'));
    stop();
    expect(heard).toEqual(['a', 'b', 'b']);
  });

  it('follows again after everybody had left', () => {
    const feed = createTaskFeed();
    const heard: string[] = [];
    const first = feed.follow('t1', () => heard.push('first'));
    first();
    feed.follow('t1', () => heard.push('second'));
    first();
    feed.publish('t1', said('hi'));
    expect(heard).toEqual(['second']);
  });

  it('has no memory: news nobody followed is gone', () => {
    const feed = createTaskFeed();
    const heard: TaskNews[] = [];
    feed.publish('t1', said('missed'));
    feed.follow('t1', (news) => heard.push(news));
    expect(heard).toEqual([]);
  });
});

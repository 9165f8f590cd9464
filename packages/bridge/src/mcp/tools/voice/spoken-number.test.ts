import { expect, it } from 'vitest';
import { spokenNumber } from './spoken-number.ts';

it.each<[string, number | string]>([
  ['task_1', 1],
  ['1', 1],
  ['task 12', 12],
  ['Task-3.', 3],
  ['任务1', 1],
  ['任务一', 1],
  ['第二个任务', 2],
  ['任务两', 2],
  ['任务十', 10],
  ['任务十二', 12],
  ['任务二十', 20],
  ['任务一百零五', 105],
  ['任务一百五', 150],
  ['任务两百五', 250],
  ['任务三百', 300],
  ['任务四百零六', 406],
  ['任务一百一十', 110],
  ['任务一百二十三号', 123],
  ['任务一二三', 123],
  ['任务１２', 12],
  ['#7', 7],
  ['task_0199c1f2-7a-x', 'task_0199c1f2-7a-x'],
  ['任务十十', '任务十十'],
  ['the first one', 'the first one'],
])('%s is %s', (said, which) => {
  expect(spokenNumber(said)).toBe(which);
});

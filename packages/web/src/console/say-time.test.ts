import { describe, expect, it } from 'vitest';
import { createSayTime } from './say-time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('times in words', () => {
  it.each([
    [0, '0 ms', '0毫秒'],
    [400, '400 ms', '400毫秒'],
    [1_480, '1.4 sec', '1.4秒'],
    [12_900, '12 sec', '12秒'],
    [93_000, '1 min 33 sec', '1分钟33秒'],
    [120_000, '2 min', '2分钟'],
    [3 * MINUTE, '3 min', '3分钟'],
    [26 * HOUR, '26 hr', '26小时'],
    [49 * HOUR, '2 days 1 hr', '2天1小时'],
  ])('%i ms last %s', (ms, en, zh) => {
    expect([createSayTime('en').duration(ms), createSayTime('zh').duration(ms)]).toEqual([en, zh]);
  });

  it('are short on an axis', () => {
    const say = createSayTime('en');
    expect([say.shortly(250), say.shortly(93_000)]).toEqual(['250ms', '1m 33s']);
  });

  it('tell what was and what will be', () => {
    const say = createSayTime('en');
    expect([say.fromNow(-3 * MINUTE), say.fromNow(-93_000), say.fromNow(8_000), say.fromNow(0)]).toEqual([
      '3 min ago',
      '1 min ago',
      'in 8 sec',
      'now',
    ]);
  });
});

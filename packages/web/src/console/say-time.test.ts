import { describe, expect, it } from 'vitest';
import { createSayTime } from './say-time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('times in words', () => {
  it.each([
    [400, '0.4 sec', '0.4秒'],
    [12_900, '12 sec', '12秒'],
    [119_000, '119 sec', '119秒'],
    [3 * MINUTE, '3 min', '3分钟'],
    [26 * HOUR, '26 hr', '26小时'],
    [49 * HOUR, '2 days', '2天'],
  ])('%i ms last %s', (ms, en, zh) => {
    expect([createSayTime('en').duration(ms), createSayTime('zh').duration(ms)]).toEqual([en, zh]);
  });

  it('tell what was and what will be', () => {
    const say = createSayTime('en');
    expect([say.fromNow(-3 * MINUTE), say.fromNow(8_000), say.fromNow(0)]).toEqual([
      '3 min ago',
      'in 8 sec',
      'now',
    ]);
  });
});

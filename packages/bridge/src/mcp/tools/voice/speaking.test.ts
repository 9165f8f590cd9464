import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Length } from '../../../domain/speech.ts';
import { aVoice } from '../../../domain/voice.fixture.ts';
import { joined, limitsOf, pageOf } from './speaking.ts';
import { wordsOf } from './words-of.ts';

const words = wordsOf({ language: 'zh', assistant: '贾维斯' });
const limits = limitsOf(aVoice());
const story = Array.from({ length: 60 }, (_, i) => `这是第${i}句话，讲的是一个故事。`).join('');

describe('a page', () => {
  it('is the whole of what is short, and says nothing of more', () => {
    expect(pageOf('你好。', { words, limits, page: 1 })).toEqual({
      content: '你好。',
      page: 1,
      pages: 1,
      more: undefined,
    });
  });

  it('tells how to hear the next one, and the last one does not', () => {
    const first = pageOf(story, { words, limits, page: 1 });
    expect(first.content).toMatch(/^这是第0句话.*。$/);
    expect(first.more).toBe('内容较长，说“继续”可以听下一段（第2页）。');
    const last = pageOf(story, { words, limits, page: first.pages });
    expect(last.more).toBeUndefined();
    expect(pageOf(story, { words, limits, page: 99 })).toEqual(last);
  });

  it('begins where it always begins, whatever was said before it', () => {
    const pages = Array.from(
      { length: pageOf(story, { words, limits, page: 1 }).pages },
      (_, i) => pageOf(story, { words, limits, page: i + 1 }).content,
    );
    expect(pages.join('')).toBe(story);
    const first = '另外，任务1已完成：好。'.repeat(8);
    const short = pageOf(story, { words, limits, page: 1, first });
    expect(pages[0]?.startsWith(short.content)).toBe(true);
    expect(short.content.length).toBeLessThan(pages[0]?.length ?? 0);
    expect(short.more).toBe('内容较长，说“继续”可以听这个任务的完整内容（第1页）。');
  });

  it('is within the limits with all that is said around it', () => {
    const voices = fc.record({
      maxChars: fc.oneof(fc.constant(0), fc.integer({ min: 50, max: 500 })),
      maxBytes: fc.integer({ min: 400, max: 4_096 }),
    });
    const sentence = fc.constantFrom('今天下雨。', 'It rains. ', '没有标点的话', '1,000, ', '"\\"');
    const text = fc.array(sentence, { maxLength: 200 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(voices, text, fc.boolean(), fc.integer({ min: 1, max: 9 }), (voice, said, isNews, page) => {
        const most = limitsOf(voice);
        const first = isNews ? '另外，刚才的任务1已完成：好。' : undefined;
        const { content, more } = pageOf(said, { words, limits: most, page, first });
        const all = joined(most, first, content, more);
        if (voice.maxChars > 0) expect(all.length).toBeLessThanOrEqual(voice.maxChars);
        expect(utf8Length(JSON.stringify(all))).toBeLessThanOrEqual(voice.maxBytes);
      }),
    );
  });
});

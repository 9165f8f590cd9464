import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pagesOf, quotedLength, speakable, utf8Length } from './speech.ts';

const ANY = { maxChars: 0, maxBytes: 1_000_000 };
const squeezed = (text: string) => text.replaceAll(/\s/g, '');

describe('a text made speakable', () => {
  it.each([
    ['pictures', 'Fine 👍🏽 and 👨‍👩‍👧 in 🇩🇪 1️⃣!', 'Fine and in 1!'],
    ['control characters', 'a\u0007b\u001b[31m', 'a b [31m'],
    ['white space', '  a\n\n\t b\u00a0 c ', 'a b c'],
    ['what is not seen', 'a\u200bb\u202ec\ufeff', 'abc'],
    ['half characters', 'a\ud800b', 'ab'],
  ])('holds no %s', (_, text, expected) => {
    expect(speakable(text)).toBe(expected);
  });

  it('keeps every script', () => {
    const text = '你好，世界。 Grüße! Привет? 10:30 №5 100% 你';
    expect(speakable(text)).toBe(text);
  });
});

describe('pages', () => {
  it('are one where everything can be said at once', () => {
    expect(pagesOf('今天下雨。记得带伞。', { maxChars: 10, maxBytes: 30 })).toEqual(['今天下雨。记得带伞。']);
  });

  it('are none where there is nothing to say', () => {
    expect(pagesOf(' 😀 ', ANY)).toEqual([]);
  });

  it('end where sentences end', () => {
    expect(pagesOf('今天下雨。记得带伞！好吗？好的。', { maxChars: 12, maxBytes: 100 })).toEqual([
      '今天下雨。记得带伞！',
      '好吗？好的。',
    ]);
    expect(pagesOf('It rains today. Take an umbrella. Or stay.', { maxChars: 34, maxBytes: 100 })).toEqual([
      'It rains today. Take an umbrella.',
      'Or stay.',
    ]);
  });

  it('are as short as the bytes demand', () => {
    expect(pagesOf('今天下雨。记得带伞。', { maxChars: 0, maxBytes: 29 })).toEqual([
      '今天下雨。',
      '记得带伞。',
    ]);
  });

  it('end at a comma in a sentence that is too long, not within a number', () => {
    expect(pagesOf('先去北京，再去上海，最后回家', { maxChars: 10, maxBytes: 100 })).toEqual([
      '先去北京，再去上海，',
      '最后回家',
    ]);
    expect(pagesOf('It costs 1,000, or 2,000 in all', { maxChars: 16, maxBytes: 100 })).toEqual([
      'It costs 1,000,',
      'or 2,000 in all',
    ]);
  });

  it('end at a blank without a comma, and anywhere without a blank', () => {
    expect(pagesOf('one two three four', { maxChars: 9, maxBytes: 100 })).toEqual([
      'one two',
      'three',
      'four',
    ]);
    expect(pagesOf('abcdefgh', { maxChars: 3, maxBytes: 100 })).toEqual(['abc', 'def', 'gh']);
  });

  it('never end within a character', () => {
    expect(pagesOf('𠮷𠮷', { maxChars: 3, maxBytes: 7 })).toEqual(['𠮷', '𠮷']);
    expect(pagesOf('e\u0301e\u0301', { maxChars: 3, maxBytes: 100 })).toEqual(['e\u0301', 'e\u0301']);
    expect(pagesOf('𠮷', { maxChars: 1, maxBytes: 1 })).toEqual(['𠮷']);
  });

  const limits = fc.record({
    maxChars: fc.oneof(fc.constant(0), fc.integer({ min: 2, max: 400 })),
    maxBytes: fc.integer({ min: 4, max: 1_024 }),
  });
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc
      .array(
        fc.constantFrom(
          '今天下雨',
          '。',
          '，',
          'word',
          ' ',
          '. ',
          ', ',
          '😀',
          '𠮷',
          'e\u0301',
          '\n',
          '1,000',
          '"',
          '\\',
        ),
        {
          maxLength: 200,
        },
      )
      .map((parts) => parts.join('')),
  );

  it('are within both limits, and say the whole text', () => {
    fc.assert(
      fc.property(text, limits, (said, { maxChars, maxBytes }) => {
        const pages = pagesOf(said, { maxChars, maxBytes });
        for (const page of pages) {
          if (maxChars > 0) expect(page.length).toBeLessThanOrEqual(maxChars);
          expect(Buffer.byteLength(JSON.stringify(page)) - 2).toBeLessThanOrEqual(maxBytes);
          expect(page).toBe(page.trim());
        }
        expect(squeezed(pages.join(' '))).toBe(squeezed(speakable(said)));
      }),
    );
  });

  it('begin with the first sentence', () => {
    fc.assert(
      fc.property(text, (rest) => {
        const [first] = pagesOf(`It rains today. ${rest}`, { maxChars: 20, maxBytes: 40 });
        expect(first?.startsWith('It rains today.')).toBe(true);
      }),
    );
  });
});

it('counts bytes as UTF-8 has them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8Length(text)).toBe(Buffer.byteLength(text));
      expect(quotedLength(text)).toBe(Buffer.byteLength(JSON.stringify(text)) - 2);
    }),
  );
});

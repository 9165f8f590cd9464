import { describe, expect, it } from 'vitest';
import { fileTypeOf, isShownImage } from './file-type.ts';

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0);
const text = (words: string) => new TextEncoder().encode(words);
const PAGE = text('<!doctype html><script>alert(1)</script>');

describe('the type of a file', () => {
  it.each([
    ['image/png', PNG, 'image/png'],
    ['IMAGE/PNG; q=1', PNG, 'image/png'],
    ['image/jpeg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'image/jpeg'],
    ['image/gif', text('GIF89a'), 'image/gif'],
    ['image/webp', text('RIFF1234WEBPVP8 '), 'image/webp'],
    ['application/pdf', text('%PDF-1.7'), 'application/pdf'],
    ['application/zip', text('PK\u0003\u0004'), 'application/zip'],
    ['audio/mpeg', Uint8Array.of(0xff, 0xfb, 0), 'audio/mpeg'],
    ['text/csv', text('a,b\n'), 'text/csv'],
    ['application/json', text('{}'), 'application/json'],
    ['', PNG, 'image/png'],
    ['application/octet-stream', text('%PDF-1.7'), 'application/pdf'],
    ['', text('你好'), 'text/plain'],
  ])('%s is taken as what it is', (claimed, head, type) => {
    expect(fileTypeOf(claimed, head)).toBe(type);
  });

  it.each(['text/html', 'image/svg+xml', 'text/javascript', 'application/xhtml+xml', 'video/mp2t'])(
    'makes plain text of %s, which no page of ours may run',
    (claimed) => {
      expect(fileTypeOf(claimed, PAGE)).toBe('text/plain');
    },
  );

  it.each(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf', 'application/zip'])(
    'is refused where %s is claimed and it is something else',
    (claimed) => {
      expect(fileTypeOf(claimed, PAGE)).toBeUndefined();
    },
  );

  it.each([
    ['a program', 'application/x-msdownload', text('MZ')],
    ['bytes nobody knows', '', Uint8Array.of(1, 0, 2)],
    ['text with zeros in it', 'text/plain', Uint8Array.of(65, 0)],
    ['an image no browser has to show', 'image/tiff', text('II*')],
  ])('is refused for %s', (_, claimed, head) => {
    expect(fileTypeOf(claimed, head)).toBeUndefined();
  });

  it('is shown in the page where it is an image, and saved otherwise', () => {
    expect(['image/png', 'image/webp'].map(isShownImage)).toEqual([true, true]);
    expect(['image/svg+xml', 'text/html', 'application/pdf', 'constructor'].some(isShownImage)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { cleanFileName } from './file-name.ts';
import { wellFormed } from './well-formed.ts';

describe('the name of a file', () => {
  it.each([
    ['holiday.png', 'holiday.png'],
    ['假期 照片.png', '假期 照片.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\bob\\cat.gif', 'cat.gif'],
    ['<img src=x onerror=alert(1)>.png', '_img src=x onerror=alert(1)_.png'],
    ['report\r\nSet-Cookie: x=1.pdf', 'reportSet-Cookie_ x=1.pdf'],
    ['gpj\u202Eexe.txt', 'gpjexe.txt'],
    ['.bashrc', 'bashrc'],
    ['..', 'file'],
    ['', 'file'],
    ['folder/', 'file'],
  ])('%j is stored as %j', (raw, clean) => {
    expect(cleanFileName(raw)).toBe(clean);
  });

  it('is cut where it is too long, and keeps what kind of file it is', () => {
    const name = cleanFileName(`${'a'.repeat(300)}.png`);
    expect(name).toHaveLength(200);
    expect(name).toMatch(/a\.png$/);
  });

  it('is not cut within a character', () => {
    for (const name of ['😀'.repeat(150), `a${'😀'.repeat(150)}`].map(cleanFileName))
      expect(wellFormed(name)).toBe(name);
  });
});

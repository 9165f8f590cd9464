import { describe, expect, it } from 'vitest';
import { clearedWebCookie, readWebCookie, webCookie } from './web-cookie.ts';

const ONE = 'a'.repeat(43);
const OTHER = 'b'.repeat(43);

describe('the cookie of a browser', () => {
  it('is for this host, https and no script where the page came over https', () => {
    expect(webCookie(ONE, true)).toBe(
      `__Host-clawbridge=${ONE}; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=34560000`,
    );
  });

  it('is for no script and no other site over plain http', () => {
    expect(webCookie(ONE, false)).toBe(
      `clawbridge=${ONE}; Path=/; HttpOnly; SameSite=Strict; Max-Age=34560000`,
    );
    expect(clearedWebCookie(false)).toMatch(/^clawbridge=; .*Max-Age=0$/);
  });

  it('is found among others', () => {
    expect(readWebCookie(`theme=dark; clawbridge=${ONE}; x`, false)).toBe(ONE);
    expect(readWebCookie(`clawbridge=${ONE}; __Host-clawbridge=${OTHER}`, false)).toBe(OTHER);
  });

  it('is not taken without its prefix where the page came over https', () => {
    expect(readWebCookie(`clawbridge=${ONE}`, true)).toBeUndefined();
  });

  it.each(['', 'clawbridge', 'clawbridge=', 'clawbridge=short', `Clawbridge=${ONE}`])(
    'is not found in %j',
    (header) => {
      expect(readWebCookie(header, false)).toBeUndefined();
    },
  );
});

import { describe, expect, it } from 'vitest';
import { isOwnOrigin, isSecurePage } from './own-origin.ts';

const issuer = new URL('https://claw.example.com');

describe('a page of our own', () => {
  it.each([
    ['localhost:3000', 'http://localhost:3000'],
    ['[::1]:3000', 'http://[::1]:3000'],
    ['claw.ts.net', 'https://claw.ts.net'],
    ['CLAW.ts.net', 'https://claw.ts.net'],
    ['127.0.0.1:3000', 'https://claw.example.com'],
  ])('at %s is %s', (host, origin) => {
    expect(isOwnOrigin({ host, origin }, issuer)).toBe(true);
  });

  it.each([
    ['localhost:3000', undefined],
    ['localhost:3000', 'null'],
    ['localhost:3000', 'http://localhost:5173'],
    ['localhost:3000', 'http://127.0.0.1:3000'],
    ['claw.example.com', 'http://evil.example.com'],
    ['127.0.0.1:3000', 'http://claw.example.com'],
    ['127.0.0.1:3000', 'https://claw.example.com.evil.example'],
    ['localhost:3000', 'file://localhost:3000'],
  ])('at %s is not %s', (host, origin) => {
    expect(isOwnOrigin({ host, origin }, issuer)).toBe(false);
  });

  it('is secure where it came over https', () => {
    expect(isSecurePage({ host: 'x', origin: 'https://x' }, undefined)).toBe(true);
    expect(isSecurePage({ host: 'localhost:3000', origin: 'http://localhost:3000' }, issuer)).toBe(false);
    expect(isSecurePage({ host: 'claw.example.com' }, issuer)).toBe(true);
    expect(isSecurePage({ host: 'localhost:3000' }, issuer)).toBe(false);
  });
});

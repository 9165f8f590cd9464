import { describe, expect, it } from 'vitest';
import { remoteUrl } from './remote-url.ts';

describe('the address a client is given', () => {
  it.each([
    ['https://claw.example.com', 'https://claw.example.com/mcp'],
    ['https://claw.example.com/', 'https://claw.example.com/mcp'],
    ['https://claw.example.com/claw/mcp', 'https://claw.example.com/claw/mcp'],
    ['http://localhost:3000', 'http://localhost:3000/mcp'],
    ['http://127.0.0.1:3000/mcp', 'http://127.0.0.1:3000/mcp'],
    ['http://[::1]:3000', 'http://[::1]:3000/mcp'],
  ])('%s becomes %s', (given, expected) => {
    expect(remoteUrl(given)).toBe(expected);
  });

  it.each(['claw.example.com', 'ftp://claw.example.com', 'javascript:alert(1)', ''])(
    'cannot be %j',
    (given) => {
      expect(() => remoteUrl(given)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    },
  );

  it('has no password in it, and the error does not show it', () => {
    expect(() => remoteUrl('https://me:hunter2@claw.example.com')).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.not.stringContaining('hunter2') }),
    );
  });

  it('is not plain HTTP to another machine', () => {
    expect(() => remoteUrl('http://claw.example.com')).toThrow(
      expect.objectContaining({ code: 'insecure_url' }),
    );
  });
});

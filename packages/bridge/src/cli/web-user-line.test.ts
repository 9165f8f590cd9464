import { expect, it } from 'vitest';
import { webUserLine } from './web-user-line.ts';

const bob = { id: 'e3oupe4lswxr', name: 'bob', createdAt: 0 };

it('says who was invited when, and whether he was here', () => {
  expect(webUserLine(bob)).toBe('bob — invited 1970-01-01T00:00:00.000Z, never here; id e3oupe4lswxr');
  expect(webUserLine({ ...bob, lastSeenAt: 60_000 })).toContain('last here 1970-01-01T00:01:00.000Z');
});

it('says when somebody ceased to be welcome', () => {
  expect(webUserLine({ ...bob, revokedAt: 60_000 })).toContain('bob — revoked 1970-01-01T00:01:00.000Z');
});

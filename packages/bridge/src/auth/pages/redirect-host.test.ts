import { expect, it } from 'vitest';
import { placeOf, redirectHostOf } from './redirect-host.ts';

it.each([
  ['https://claude.ai/api/mcp/auth_callback', 'claude.ai', 'site'],
  ['https://user:pass@evil.example:8443/claude.ai', 'evil.example:8443', 'site'],
  ['https://xn--clude-3ve.ai/cb', 'xn--clude-3ve.ai', 'site'],
  ['https://сlaude.ai/cb', 'xn--laude-0ye.ai', 'site'],
  ['http://localhost:51712/callback', 'localhost:51712', 'computer'],
  ['http://127.0.0.1:8787/oauth/callback', '127.0.0.1:8787', 'computer'],
  ['http://127.1.2.3/', '127.1.2.3', 'computer'],
  ['http://[::1]:3000/', '[::1]:3000', 'computer'],
  ['https://localhost/', 'localhost', 'computer'],
  ['http://127.0.0.1.nip.io/', 'http://127.0.0.1.nip.io', 'site'],
  ['http://localhost.evil.example/', 'http://localhost.evil.example', 'site'],
  ['cursor://anysphere.cursor-mcp/oauth/callback', 'cursor://anysphere.cursor-mcp', 'app'],
  ['cursor://claude.ai/x', 'cursor://claude.ai', 'app'],
  ['com.example.app:/callback', 'com.example.app:', 'app'],
])('%s leads to %s, a %s', (uri, host, place) => {
  expect(redirectHostOf(uri)).toBe(host);
  expect(placeOf(host)).toBe(place);
});

it.each(['', ' ', 'a b'])('%j, which is no host, is at least not taken for this computer', (host) => {
  expect(placeOf(host)).toBe('site');
});

import { expect, it } from 'vitest';
import { isProbe, routeOf } from './route.ts';

it.each([
  ['/', '/'],
  ['/mcp', '/mcp'],
  ['/messages?sessionId=1', '/messages'],
  ['/oauth/token', '/oauth/*'],
  ['/.well-known/oauth-protected-resource/mcp', '/.well-known/*'],
  ['/mcp/', 'other'],
  ['/wp-login.php?token=secret', 'other'],
  ['/oauthx', 'other'],
  ['', 'other'],
])('%j is called %s', (path, route) => {
  expect(routeOf(path)).toBe(route);
});

it('knows what is only asked to know whether we are there', () => {
  expect(['/healthz', '/readyz', '/metrics', '/mcp', 'other'].filter(isProbe)).toEqual([
    '/healthz',
    '/readyz',
    '/metrics',
  ]);
});

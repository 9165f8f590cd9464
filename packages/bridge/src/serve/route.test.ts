import { expect, it } from 'vitest';
import { isPageFile, isProbe, isWebRoute, routeOf } from './route.ts';

it.each([
  ['/', '/'],
  ['/mcp', '/mcp'],
  ['/messages?sessionId=1', '/messages'],
  ['/oauth/token', '/oauth/*'],
  ['/.well-known/oauth-protected-resource/mcp', '/.well-known/*'],
  ['/chat', '/chat/*'],
  ['/chat/threads/018f/entries?before=3', '/chat/*'],
  ['/openclaw/files/018f', '/openclaw/*'],
  ['/console/tasks', '/console/*'],
  ['/assets/index-abc.js', '/assets/*'],
  ['/sw.js', '/sw.js'],
  ['/mcp/', 'other'],
  ['/chats', 'other'],
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

it('knows the files of the page, which everybody may have', () => {
  const paths = ['/assets/*', '/sw.js', '/manifest.webmanifest', '/', '/chat/*', '/healthz', 'other'];
  expect(paths.filter(isPageFile)).toEqual(['/assets/*', '/sw.js', '/manifest.webmanifest']);
});

it('knows what answers our own page alone', () => {
  expect(['/chat/*', '/console/*', '/openclaw/*', '/mcp', '/'].filter(isWebRoute)).toEqual([
    '/chat/*',
    '/console/*',
  ]);
});

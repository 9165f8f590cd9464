import { expect, it } from 'vitest';
import { callUrl } from './call-url.ts';

it.each([
  ['ws://h:8004/mcp_endpoint/mcp/?token=a%2Bb%2F%3D', 'ws://h:8004/mcp_endpoint/call/?token=a%2Bb%2F%3D'],
  ['ws://h/mcp?token=%2fmcp%2f/mcp/', 'ws://h/call/?token=%2fmcp%2f/mcp/'],
  ['wss://h/mcp/mcp/', 'wss://h/mcp/call/'],
])('devices go in at %s by another path, with the same bytes for a token', (url, call) => {
  expect(callUrl(url)).toBe(call);
});

it('nothing is guessed of an address that does not end in /mcp/', () => {
  expect(callUrl('wss://h/tools/?token=a')).toBeUndefined();
});

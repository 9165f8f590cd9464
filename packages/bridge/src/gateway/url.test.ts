import { describe, expect, it } from 'vitest';
import { httpUrl, webSocketUrl } from './url.ts';

describe('the two faces of a gateway address', () => {
  it.each([
    ['http://127.0.0.1:18789', 'ws://127.0.0.1:18789'],
    ['https://host/openclaw', 'wss://host/openclaw'],
  ])('%s and %s are one', (http, ws) => {
    expect(webSocketUrl(http)).toBe(ws);
    expect(webSocketUrl(ws)).toBe(ws);
    expect(httpUrl(ws)).toBe(http);
    expect(httpUrl(http)).toBe(http);
  });

  it('leaves the path alone, whatever it is called', () => {
    expect(webSocketUrl('https://host/http/ws')).toBe('wss://host/http/ws');
    expect(httpUrl('wss://host/http/ws')).toBe('https://host/http/ws');
  });
});

import { expect, it } from 'vitest';
import { LOOPBACK_HOSTS, urlHost } from './host.ts';

it('is written into a URL with brackets where it is IPv6', () => {
  expect(['openclaw.local', ...LOOPBACK_HOSTS].map(urlHost)).toEqual([
    'openclaw.local',
    'localhost',
    '127.0.0.1',
    '[::1]',
  ]);
});

import { expect, it } from 'vitest';
import { readEventRoute } from './event-route.ts';

it.each([
  ['agent:main:telegram:direct:ada', { channel: 'Telegram', peer: 'ada', isGroup: false }],
  ['agent:main:telegram:work:direct:ada', { channel: 'Telegram', peer: 'ada', isGroup: false }],
  ['agent:home:whatsapp:group:12@g.us', { channel: 'WhatsApp', peer: '12@g.us', isGroup: true }],
  ['agent:main:main', undefined],
  ['agent:main:cron:nightly', undefined],
  ['telegram:direct:ada', undefined],
])('the session %s is %j', (session, route) => {
  expect(readEventRoute(session)).toEqual(route);
});

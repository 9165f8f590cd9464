import { expect, test } from 'vitest';
import { createRoutes, hashOf, readPlace, type Place } from './routes.ts';

test.each<[string, Place]>([
  ['', { kind: 'chat' }],
  ['#/', { kind: 'chat' }],
  ['#/t/018f-aa', { kind: 'chat', thread: '018f-aa' }],
  ['#/t/018f-aa/42', { kind: 'chat', thread: '018f-aa', seq: 42 }],
  ['#/t/NO SUCH', { kind: 'chat' }],
  ['#/console', { kind: 'console', page: '' }],
  ['#/console/tasks', { kind: 'console', page: 'tasks' }],
  ['#invite=abc_D-9', { kind: 'invite', code: 'abc_D-9' }],
])('reads %s', (hash, place) => {
  expect(readPlace(hash)).toEqual(place);
});

test('an address leads back to where it was made', () => {
  const places: Place[] = [
    { kind: 'chat' },
    { kind: 'chat', thread: 'a-1' },
    { kind: 'chat', thread: 'a-1', seq: 7 },
    { kind: 'console', page: 'users' },
  ];
  expect(places.map((place) => readPlace(hashOf(place)))).toEqual(places);
});

test('the code of an invitation leaves the address bar at once', () => {
  const shown: string[] = [];
  const keep = (_data: unknown, _unused: string, url: string) => void shown.push(url);
  const routes = createRoutes({
    location: { hash: '#invite=secret', pathname: '/', search: '' },
    history: { pushState: keep, replaceState: keep },
    addEventListener: () => undefined,
  });
  expect(routes.place.value).toEqual({ kind: 'invite', code: 'secret' });
  expect(shown).toEqual(['/#/']);
});

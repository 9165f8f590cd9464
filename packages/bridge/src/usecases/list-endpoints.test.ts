import { expect, it } from 'vitest';
import { anEndpointReport } from '../domain/endpoint.fixture.ts';
import type { RegisteredEndpoint } from '../domain/port/endpoint-register.ts';
import { createListEndpoints, type KnownEndpoint } from './list-endpoints.ts';

const registered = (id: string, isHeld: boolean, name = id): RegisteredEndpoint => ({
  id,
  isHeld,
  report: anEndpointReport({ name, host: 'there:1' }),
  reportedAt: 7,
});

const known = (id: string): KnownEndpoint => ({ id, name: `my ${id}`, kind: 'selfhosted', host: 'here:1' });

const list = async (...found: RegisteredEndpoint[]) =>
  await createListEndpoints({
    known: [known('a'), known('b')],
    register: { list: async () => found },
    clock: { now: () => 10 },
  })();

it('lists what is configured, as it is called here, with what its holder says', async () => {
  expect(await list(registered('b', true), registered('a', false))).toEqual([
    {
      ...known('a'),
      isConfigured: true,
      isHeld: false,
      report: anEndpointReport({ name: 'a', host: 'there:1' }),
      reportedAt: 7,
    },
    {
      ...known('b'),
      isConfigured: true,
      isHeld: true,
      report: anEndpointReport({ name: 'b', host: 'there:1' }),
      reportedAt: 7,
    },
  ]);
});

it('lists what nobody has said anything of', async () => {
  expect(await list()).toEqual([
    { ...known('a'), isConfigured: true, isHeld: false },
    { ...known('b'), isConfigured: true, isHeld: false },
  ]);
});

it('lists behind them what others hold, and not what others held once', async () => {
  const all = await list(registered('c', true), registered('d', false));
  expect(all.map(({ id, name, isConfigured }) => [id, name, isConfigured])).toEqual([
    ['a', 'my a', true],
    ['b', 'my b', true],
    ['c', 'c', false],
  ]);
});

it('lists what is held, also when it does not understand what is said of it', async () => {
  const all = await list({ id: 'a', isHeld: true, reportedAt: 7 }, { id: 'c', isHeld: true, reportedAt: 7 });
  expect(all).toEqual([
    { ...known('a'), isConfigured: true, isHeld: true, reportedAt: 7 },
    { ...known('b'), isConfigured: true, isHeld: false },
  ]);
});

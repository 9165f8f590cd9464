import { expect, it, vi } from 'vitest';
import { anInstance } from '../domain/instance.fixture.ts';
import { createListening, type ListenDeps } from './listen.ts';

function listening() {
  const ended = vi.fn<() => void>();
  const listen = vi.fn(() => ended);
  const instances = [
    anInstance({ name: 'a' }),
    anInstance({ name: 'b', outlet: 'http' }),
    anInstance({ name: 'c' }),
  ];
  const deps = { instances, ear: { listen }, clock: { now: () => 0 } } as unknown as ListenDeps;
  return { listen, ended, ...createListening(deps) };
}

it('listens to every gateway that has events, once, from when it is asked to', () => {
  const { listen, start } = listening();
  expect(listen).not.toHaveBeenCalled();
  start();
  start();
  expect(listen.mock.calls.map(([name]: unknown[]) => name)).toEqual(['a', 'c']);
});

it('stops for good', () => {
  const { listen, ended, start, stop } = listening();
  start();
  stop();
  expect(ended).toHaveBeenCalledTimes(2);
  start();
  expect(listen).toHaveBeenCalledTimes(2);
});

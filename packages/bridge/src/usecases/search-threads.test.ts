import { expect, it } from 'vitest';
import type { FoundEntry } from '../domain/port/thread-log.ts';
import { createSearchThreads } from './search-threads.ts';

function searching(text: string) {
  const entry = { kind: 'notice', text, seq: 3, id: 'e', at: 7 } as const;
  const found: FoundEntry = { thread: 'th', title: 'Dinner', entry };
  return createSearchThreads({ search: async () => [found] });
}

it('shows what stands around what was found', async () => {
  const search = searching(`${'a '.repeat(100)}the\nPASTA is ready${' b'.repeat(100)}`);
  const [hit] = await search('bob', ' pasta ');
  expect(hit).toMatchObject({ thread: 'th', title: 'Dinner', seq: 3, at: 7 });
  expect(hit?.excerpt).toMatch(/^…(a )+the PASTA is ready( b)+…$/);
});

it('finds nothing where nothing is looked for', async () => {
  expect(await searching('x')('bob', '  ')).toEqual([]);
});

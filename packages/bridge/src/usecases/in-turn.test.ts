import { expect, it } from 'vitest';
import { inTurn } from './in-turn.ts';

it('does work of one name one after the other, also after a failure, and of others meanwhile', async () => {
  const turns = inTurn();
  const done: string[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const first = turns('a', async () => {
    await gate;
    done.push('a1');
    throw new Error('no');
  });
  const second = turns('a', async () => {
    done.push('a2');
    return 2;
  });
  await turns('b', async () => done.push('b'));
  open();
  await expect(first).rejects.toThrow('no');
  expect(await second).toBe(2);
  expect(done).toEqual(['b', 'a1', 'a2']);
});

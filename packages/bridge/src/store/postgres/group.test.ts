import { describe, expect, it } from 'vitest';
import { Failure } from '../../domain/failure.ts';
import { createGroup } from './group.ts';

const grouped = (send: (items: readonly string[]) => Promise<readonly (string | Failure)[]>) => {
  const sent: (readonly string[])[] = [];
  const group = createGroup<string, string>({
    send: (items) => {
      sent.push(items);
      return send(items);
    },
    keyOf: (item) => item.slice(0, 1),
    sizeOf: (item) => item.length,
  });
  return { group, sent };
};
const echo = async (items: readonly string[]) => items.map((item) => item.toUpperCase());

describe('a group of changes', () => {
  it('sends what is asked for at one moment together, and what is asked for meanwhile afterwards', async () => {
    let later: Promise<string> | undefined;
    const { group, sent } = grouped((items) => {
      later ??= group('c');
      return echo(items);
    });
    expect(await Promise.all([group('a'), group('b')])).toEqual(['A', 'B']);
    expect(await later).toBe('C');
    expect(sent).toEqual([['a', 'b'], ['c']]);
  });

  it('keeps two of one key apart, in their order', async () => {
    const { group, sent } = grouped(echo);
    await Promise.all(['a1', 'b1', 'a2', 'b2'].map(group));
    expect(sent).toEqual([
      ['a1', 'b1'],
      ['a2', 'b2'],
    ]);
  });

  it('does not let one statement grow without end', async () => {
    const { group, sent } = grouped(echo);
    await Promise.all([group('a'.repeat(900_000)), group('b'.repeat(900_000))]);
    expect(sent.map((items) => items.length)).toEqual([1, 1]);
  });

  it('lets one that is to blame fail alone', async () => {
    const blamed = new Failure('internal', 'bad');
    const { group, sent } = grouped(async (items) => {
      if (items.includes('x')) throw blamed;
      return items.map((item) => (item === 'y' ? blamed : item));
    });
    const results = await Promise.allSettled(['a', 'x', 'y', 'b'].map(group));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(sent).toEqual([['a', 'x', 'y', 'b'], ['a'], ['x'], ['y'], ['b']]);
  });

  it('gives up on all at once when the store is away', async () => {
    const { group, sent } = grouped(async () => {
      throw new Failure('store_unavailable', 'away', { retryable: true });
    });
    const results = await Promise.allSettled(['a', 'b'].map(group));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(sent).toHaveLength(1);
  });
});

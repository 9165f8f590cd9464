import { describe, expect, it } from 'vitest';
import { EVERYTHING, type AllowList } from './allow-list.ts';
import { freshSessionFor } from './fresh-session.ts';

const fresh = (lists: readonly Partial<AllowList>[], agent?: string) =>
  freshSessionFor(
    lists.map((list) => ({ ...EVERYTHING, ...list })),
    { id: '1', instance: 'home', agent },
  );

describe('a new session', () => {
  it.each<[string, readonly Partial<AllowList>[], string]>([
    ['has the usual name for who may do everything', [], 'clawbridge:1'],
    ['has it where only channels of it are in question', [{ instances: ['home'] }], 'clawbridge:1'],
    ['begins as its caller may begin one', [{ sessionPrefixes: ['ada'] }], 'ada:clawbridge:1'],
    ['begins so once', [{ sessionPrefixes: ['ada:'] }], 'ada:clawbridge:1'],
    ['keeps the usual name where that begins so', [{ sessionPrefixes: ['clawbridge'] }], 'clawbridge:1'],
    ['is with an agent its caller may talk to', [{ agents: ['lab'] }], 'agent:lab:clawbridge:1'],
    ['is below both', [{ agents: ['lab'] }, { sessionPrefixes: ['ada'] }], 'agent:lab:ada:clawbridge:1'],
    [
      'is where all lists allow it',
      [{ sessionPrefixes: ['ada', 'bob'] }, { sessionPrefixes: ['bob'] }],
      'bob:clawbridge:1',
    ],
    ['has the usual name where there is no place for it', [{ instances: ['lab'] }], 'clawbridge:1'],
  ])('%s', (_, lists, id) => {
    expect(fresh(lists)).toBe(id);
  });

  it('needs no agent in its name where the instance is bound to one', () => {
    expect(fresh([{ agents: ['lab'] }], 'lab')).toBe('clawbridge:1');
  });
});

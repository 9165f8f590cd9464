import { describe, expect, it } from 'vitest';
import {
  allowsEverything,
  EVERYTHING,
  permits,
  restricts,
  type AllowList,
  type Touched,
} from './allow-list.ts';

describe('an allow-list', () => {
  it.each<[string, Partial<AllowList>, Partial<Touched>, boolean]>([
    ['that is empty allows everything', {}, {}, true],
    ['of channels allows those', { channels: ['telegram'] }, { channel: 'Telegram' }, true],
    ['of channels refuses others', { channels: ['telegram'] }, { channel: 'whatsapp' }, false],
    ['of channels refuses what has none', { channels: ['telegram'] }, { sessionKey: 'agent:main:x' }, false],
    ['of agents allows those', { agents: ['main'] }, { sessionKey: 'Agent:Main:x' }, true],
    ['of agents refuses others', { agents: ['main'] }, { sessionKey: 'agent:other:x' }, false],
    ['of agents refuses a key that names none', { agents: ['main'] }, { sessionKey: 'x' }, false],
    [
      'of sessions allows those that begin so',
      { sessionPrefixes: ['work'] },
      { sessionKey: 'agent:main:WORK:1' },
      true,
    ],
    [
      'of sessions counts the agent where it is named',
      { sessionPrefixes: ['agent:a:'] },
      { sessionKey: 'agent:a:x' },
      true,
    ],
    [
      'of sessions is not fooled by an agent named behind another one',
      { sessionPrefixes: ['agent:main:'] },
      { sessionKey: 'agent:evil:agent:main:x' },
      false,
    ],
    [
      'of sessions does not take the word before every agent for their beginning',
      { sessionPrefixes: ['a'] },
      { sessionKey: 'agent:main:home' },
      false,
    ],
    ['of sessions refuses others', { sessionPrefixes: ['work'] }, { sessionKey: 'agent:main:home' }, false],
    ['of sessions refuses what belongs to none', { sessionPrefixes: ['work'] }, {}, false],
    ['of instances allows those', { instances: ['home'] }, {}, true],
    ['of instances refuses others', { instances: ['lab'] }, {}, false],
    [
      'of several kinds must allow it in each',
      { channels: ['telegram'], agents: ['main'] },
      { channel: 'telegram', sessionKey: 'agent:other:x' },
      false,
    ],
  ])('%s', (_, allow, touched, expected) => {
    expect(permits([{ ...EVERYTHING, ...allow }], { instance: 'home', ...touched })).toBe(expected);
  });

  it('holds together with others: each of them must allow it', () => {
    const [work, home] = ['work', 'home'].map((prefix) => ({ ...EVERYTHING, sessionPrefixes: [prefix] }));
    const touched = { instance: 'home', sessionKey: 'work:1' };
    expect(permits([work!], touched)).toBe(true);
    expect(permits([work!, home!], touched)).toBe(false);
    expect(permits([], touched)).toBe(true);
  });

  it('says what it restricts', () => {
    const allow = [EVERYTHING, { ...EVERYTHING, channels: ['telegram'] }];
    expect(restricts(allow, 'channels')).toBe(true);
    expect(restricts(allow, 'agents')).toBe(false);
    expect(allowsEverything(allow)).toBe(false);
    expect(allowsEverything([EVERYTHING])).toBe(true);
  });
});

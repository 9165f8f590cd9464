import { describe, expect, it } from 'vitest';
import { anInstance } from './instance.fixture.ts';
import { agentOf, isInstanceName, pickInstance } from './instance.ts';

describe('isInstanceName', () => {
  it.each(['home', 'Home-2', '7', 'a_b-c', 'a'.repeat(64)])('accepts %j', (name) => {
    expect(isInstanceName(name)).toBe(true);
  });

  it.each(['', '-home', '_home', 'my home', 'häuschen', 'a/b', 'home\n', 'a'.repeat(65)])(
    'refuses %j',
    (name) => {
      expect(isInstanceName(name)).toBe(false);
    },
  );
});

describe('agentOf', () => {
  it.each([
    ['openclaw', undefined],
    ['openclaw/default', undefined],
    ['openclaw/main', 'main'],
    ['openclaw/Research', 'Research'],
    ['openclaw/', undefined],
    ['gpt-5', undefined],
    ['x/openclaw/main', undefined],
  ])('reads the agent of model %j as %j', (model, agent) => {
    expect(agentOf(anInstance({ model }))).toBe(agent);
  });
});

describe('pickInstance', () => {
  const home = anInstance({ name: 'home', isDefault: false });
  const office = anInstance({ name: 'office' });

  it('takes the default one when none is named', () => {
    expect(pickInstance([home, office])).toBe(office);
  });

  it('takes the named one', () => {
    expect(pickInstance([home, office], 'home')).toBe(home);
  });

  it('names what there is when it does not know the name', () => {
    expect(() => pickInstance([home, office], 'hme')).toThrow(
      expect.objectContaining({
        code: 'unknown_instance',
        message: 'Unknown instance "hme". Available: home, office.',
        hint: expect.stringContaining('openclaw_instances'),
      }),
    );
  });

  it('says so when there is none at all', () => {
    expect(() => pickInstance([])).toThrow('Unknown instance "default". Available: none.');
  });
});

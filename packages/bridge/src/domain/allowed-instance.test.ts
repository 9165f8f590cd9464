import { describe, expect, it } from 'vitest';
import { allowedInstances, pickAllowed } from './allowed-instance.ts';
import { anInstance } from './instance.fixture.ts';
import { OWNER } from './principal.ts';
import { anOwner } from './principal.fixture.ts';

const home = anInstance({ name: 'home' });
const office = anInstance({ name: 'office', isDefault: false });
const lab = anInstance({ name: 'lab', isDefault: false });
const all = [home, office, lab];

const heldTo = (...instances: readonly string[]) => anOwner(['read'], { instances });

describe('allowedInstances', () => {
  it('are all of them for whom nothing is restricted', () => {
    expect(allowedInstances(all, OWNER)).toEqual(all);
  });

  it('are those on the list, in the order they stand in', () => {
    expect(allowedInstances(all, heldTo('lab', 'home'))).toEqual([home, lab]);
  });

  it('are those on every list where several hold', () => {
    const twice = { ...OWNER, allow: [...heldTo('home', 'lab').allow, ...heldTo('lab', 'office').allow] };
    expect(allowedInstances(all, twice)).toEqual([lab]);
  });

  it('are none where the list names none there is', () => {
    expect(allowedInstances(all, heldTo('gone'))).toEqual([]);
  });
});

describe('pickAllowed', () => {
  it('takes the default one when none is named', () => {
    expect(pickAllowed(all, OWNER)).toBe(home);
    expect(pickAllowed([lab, home], heldTo('lab', 'home'))).toBe(home);
  });

  it('takes the first that is allowed where the default one is not', () => {
    expect(pickAllowed(all, heldTo('lab', 'office'))).toBe(office);
  });

  it('takes the named one', () => {
    expect(pickAllowed(all, heldTo('lab', 'office'), 'lab')).toBe(lab);
  });

  it('knows nothing of one that is not allowed, as of one that is not there', () => {
    for (const name of ['home', 'nowhere'])
      expect(() => pickAllowed(all, heldTo('lab', 'office'), name)).toThrow(
        `Unknown instance "${name}". Available: office, lab.`,
      );
  });

  it('has none to give where none is allowed', () => {
    expect(() => pickAllowed(all, heldTo('gone'))).toThrow('Unknown instance "default". Available: none.');
  });
});

import { expect, it } from 'vitest';
import { createInviteWebUser } from './invite-web-user.ts';

const invite = createInviteWebUser({
  store: { add: async () => true, findByName: async () => undefined, addInvite: async () => undefined },
  clock: { now: () => 0 },
  newUserId: () => 'e3oupe4lswxr',
  newSecret: () => 'secret',
  hash: (secret) => secret,
});

it.each([
  ['Tante Emma', 'no spaces and no dots', '`clawbridge invite Tante-Emma`'],
  ['', '1 to 64 characters', '`clawbridge invite bob`'],
  ['`x` y', 'no spaces', '`clawbridge invite bob`'],
  ['Owner', 'is yours', 'another name'],
])('says what a name may be, and proposes one: %j', async (name, message, hint) => {
  await expect(invite(name)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
  });
});

it('takes a name of any script', async () => {
  await expect(invite('小林')).resolves.toMatchObject({ user: { name: '小林' }, isNew: true });
});

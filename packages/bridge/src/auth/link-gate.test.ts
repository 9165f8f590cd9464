import { expect, it } from 'vitest';
import type { Admission } from './gate.ts';
import { createLinkGate } from './link-gate.ts';

const admissions = new Map<string, Admission>([
  ['link', { principal: { id: 'link:default', scopes: [], allow: [] }, client: 'tok_1' }],
  ['person', { principal: { id: 'owner', scopes: ['admin'], allow: [] } }],
  ['odd', { principal: { id: 'link:a b', scopes: [], allow: [] } }],
]);
const gate = createLinkGate(async (token) => admissions.get(token));

it('lets in whoever shows the token of a link, as that link', async () => {
  expect(await gate('Bearer link')).toMatchObject({ link: 'default', client: 'tok_1' });
});

it.each([undefined, null, '', 'link', 'Basic link', 'Bearer nobody', 'Bearer person', 'Bearer odd'])(
  'lets in nobody with %j',
  async (authorization) => {
    expect(await gate(authorization)).toBeUndefined();
  },
);

it('says when the token is good for nothing any more', async () => {
  const admission = await gate('bearer link');
  expect(await admission?.isWelcome()).toBe(true);
  admissions.delete('link');
  expect(await admission?.isWelcome()).toBe(false);
});

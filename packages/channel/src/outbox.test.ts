import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOutbox } from './outbox.ts';
import { aFolder, aParcel } from './parcel.fixture.ts';

const standsStill = () => 1_000_000;

describe('the outbox', () => {
  it('keeps what is put in, in order, for whoever comes after a crash', async () => {
    const folder = aFolder();
    const before = createOutbox(() => folder, standsStill);
    for (const text of ['one', 'two', 'three']) await before.put(aParcel(text));
    const after = createOutbox(() => folder, standsStill);
    const slips = await after.list('default');
    const parcels = await Promise.all(slips.map(after.open));
    expect(parcels).toEqual([aParcel('one'), aParcel('two'), aParcel('three')]);
    expect(slips[0]).toMatchObject({ account: 'default', to: 'bob.t1', nonce: 'nonce of one' });
  });

  it('forgets what is taken out, also twice', async () => {
    const folder = aFolder();
    const outbox = createOutbox(() => folder, standsStill);
    const slip = await outbox.put(aParcel('one'));
    await outbox.remove(slip);
    await outbox.remove(slip);
    expect(await outbox.open(slip)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells accounts apart, and passes over what is no parcel', async () => {
    const folder = aFolder();
    const outbox = createOutbox(() => folder, standsStill);
    expect(await outbox.list('default')).toEqual([]);
    await outbox.put(aParcel('mine'));
    await outbox.put(aParcel('another’s', { account: 'work' }));
    writeFileSync(join(folder, '0000000000000001-half.json'), '{"account":"defa');
    writeFileSync(join(folder, '0000000000000002-none.json'), '{"account":"default","frame":{},"files":[]}');
    expect(await outbox.list('default')).toMatchObject([{ nonce: 'nonce of mine' }]);
  });

  it.skipIf(process.platform === 'win32')('is for the eyes of its owner', async () => {
    const folder = aFolder();
    const { file } = await createOutbox(() => folder, standsStill).put(aParcel('private'));
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
  });
});

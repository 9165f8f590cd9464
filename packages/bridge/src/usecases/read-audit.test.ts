import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AuditLog } from '../domain/port/audit-log.ts';
import { createTempStore, type TempStore } from '../store/sqlite/temp-store.fixture.ts';
import { readAudit, type AuditRequest } from './read-audit.ts';

let temp: TempStore;
let audit: AuditLog;

beforeEach(() => {
  temp = createTempStore();
  ({ audit } = temp.open());
});
afterEach(() => temp.discard());

const done = async (...ats: readonly number[]) => {
  for (const at of ats)
    await audit.append({ at, principal: at % 2 ? 'ada' : 'owner', action: 'sign-in', outcome: 'ok' });
};
const many = async (count: number, at: number) =>
  await Promise.all(Array.from({ length: count }, () => done(at)));
const read = async (over: Partial<AuditRequest>) => {
  const { records, more } = await readAudit(audit, { limit: 3, principal: undefined, since: 0, ...over });
  return { ats: records.map(({ at }) => at), more };
};

it('gives the newest first, and says whether there are more', async () => {
  await done(1, 2, 3, 4);
  expect(await read({ limit: 3 })).toEqual({ ats: [4, 3, 2], more: true });
  expect(await read({ limit: 4 })).toEqual({ ats: [4, 3, 2, 1], more: false });
});

it('gives what one principal did', async () => {
  await done(1, 2, 3, 4);
  expect(await read({ principal: 'ada' })).toEqual({ ats: [3, 1], more: false });
  expect(await read({ principal: 'ada', limit: 1 })).toEqual({ ats: [3], more: true });
});

it('gives all since a time, however many pages they fill', async () => {
  await done(10);
  await many(2_300, 20);
  const { ats, more } = await read({ since: 20, limit: 10_000 });
  expect([ats.length, more]).toEqual([2_300, false]);
  expect((await read({ since: 20, limit: 2_299 })).more).toBe(true);
});

it('finds those of a node whose clock is behind the others', async () => {
  await done(10, 30, 10, 30);
  expect(await read({ since: 20 })).toEqual({ ats: [30, 30], more: false });
});

it('reads no further than a page that is too old', async () => {
  await many(2_300, 10);
  await done(20);
  const pages: number[] = [];
  const counted: Pick<AuditLog, 'read'> = {
    async read(query) {
      const page = await audit.read(query);
      pages.push(page.length);
      return page;
    },
  };
  const { records } = await readAudit(counted, { limit: 100, principal: undefined, since: 20 });
  expect(records).toHaveLength(1);
  expect(pages).toEqual([1_000, 1_000]);
});

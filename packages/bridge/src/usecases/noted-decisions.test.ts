import { beforeEach, expect, it } from 'vitest';
import type { Deed } from '../domain/audit-record.ts';
import { Failure } from '../domain/failure.ts';
import { OWNER } from '../domain/principal.ts';
import type { DecideApprovalRequest } from './decide-approval.ts';
import { notedDecisions } from './noted-decisions.ts';

const request: DecideApprovalRequest = { principal: OWNER, id: 'a1', decision: 'allow-once' };

let noted: Deed[];
beforeEach(() => {
  noted = [];
});
const note = (deed: Deed) => void noted.push(deed);

it('notes a decision with who took it, once it is taken', async () => {
  const taken: DecideApprovalRequest[] = [];
  const decide = notedDecisions(async (one) => {
    expect(noted).toEqual([]);
    taken.push(one);
  }, note);
  await decide(request);
  expect(taken).toEqual([request]);
  expect(noted).toEqual([{ principal: 'owner', action: 'approval:allow-once', target: 'a1', outcome: 'ok' }]);
});

it.each([
  ['not_allowed', 'refused'],
  ['unknown_approval', 'failed'],
] as const)('notes one that ends as %s as %s, and lets it fail', async (code, outcome) => {
  const decide = notedDecisions(async () => Promise.reject(new Failure(code, 'no')), note);
  await expect(decide({ ...request, decision: 'deny' })).rejects.toMatchObject({ code });
  expect(noted).toEqual([
    { principal: 'owner', action: 'approval:deny', target: 'a1', outcome, reason: code },
  ]);
});

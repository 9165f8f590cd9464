import { beforeEach, expect, it } from 'vitest';
import { anApproval } from '../domain/approval.fixture.ts';
import type { Approval, Resolution } from '../domain/approval.ts';
import { approvalEvent, resolutionEvent } from '../domain/event.ts';
import { aMessageEvent } from '../domain/event.fixture.ts';
import { createApprovalTeller, type ApprovalTeller } from './approval-teller.ts';

let teller: ApprovalTeller;
let told: string[];

beforeEach(() => {
  told = [];
  teller = createApprovalTeller((line) => void told.push(line));
});

const about = { instance: 'home', sessionKey: 'notes' };
const asks = (over: Partial<Approval> = {}) => ({
  ...approvalEvent(anApproval({ id: 'a1b2c3d4-e5f6', sessionKey: 'agent:main:Notes', ...over })),
  cursor: 1,
});
const ends = (over: Partial<Resolution> = {}) => ({
  ...resolutionEvent({
    instance: 'home',
    kind: 'exec',
    id: 'a1b2c3d4-e5f6',
    sessionKey: 'agent:main:notes',
    at: 2,
    raw: {},
    ...over,
  }),
  cursor: 2,
});

it('tells what the agent waits for, and with which command it goes on', () => {
  teller.isAbout(about);
  teller.hear(asks());
  teller.hear(asks({ kind: 'plugin', id: 'plugin:b1b2c3d4-e5f6', what: 'Buy\u001B[2J milk' }));
  expect(told).toEqual([
    'Waits for your approval: touch x — clawbridge approvals allow a1b2c3d4 --mode admin',
    'Waits for your approval: Buy [2J milk — clawbridge approvals allow plugin:b1b2c3d4 --mode admin',
  ]);
});

it.each([
  [{ decision: 'deny' }, 'deny'],
  [{ status: 'expired' }, 'expired'],
  [{}, 'over'],
] as const)('tells how it ended: %j', (over, how) => {
  teller.isAbout(about);
  teller.hear(ends(over));
  expect(told).toEqual([`Approval a1b2c3d4: ${how}`]);
});

it('tells nothing of other conversations, and of nothing else', () => {
  teller.hear(asks());
  teller.isAbout(about);
  teller.hear(asks({ sessionKey: 'agent:main:other' }));
  teller.hear(asks({ instance: 'lab' }));
  teller.hear({ ...aMessageEvent({ sessionKey: 'agent:main:notes' }), cursor: 3 });
  expect(told).toEqual([]);
});

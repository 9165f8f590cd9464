import { describe, expect, it } from 'vitest';
import { anApproval } from '../domain/approval.fixture.ts';
import { EVERYTHING, type AllowList } from '../domain/allow-list.ts';
import { Failure } from '../domain/failure.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import { createScriptedGateway } from '../domain/port/scripted-gateway.fixture.ts';
import { OWNER, type Principal } from '../domain/principal.ts';
import { createDecideApproval } from './decide-approval.ts';
import { createListApprovals } from './list-approvals.ts';

const only = (allow: Partial<AllowList>): Principal => ({
  ...OWNER,
  allow: [{ ...EVERYTHING, ...allow }],
});

describe('approvals', () => {
  function world(names = ['home', 'work']) {
    const gateways = new Map(names.map((name) => [name, createScriptedGateway(name)]));
    const of = (name: string) => gateways.get(name) ?? createScriptedGateway(name);
    const shared = {
      instances: names.map((name) => anInstance({ name, isDefault: name === 'home' })),
      conversations: of('home').conversations,
      approvals: {
        pending: (name: string) => of(name).approvals.pending(name),
        decide: (verdict) => of(verdict.instance).approvals.decide(verdict),
      } satisfies Pick<ReturnType<typeof createScriptedGateway>['approvals'], 'pending' | 'decide'>,
    };
    const list = createListApprovals(shared);
    return { of, list, decide: createDecideApproval({ ...shared, listApprovals: list }) };
  }

  it('are listed from all gateways, the oldest first, and it is said which could not be asked', async () => {
    const { of, list } = world(['home', 'work', 'away']);
    of('home').request(anApproval({ id: 'b', createdAt: 2 }));
    of('work').request(anApproval({ id: 'a', instance: 'work', createdAt: 1 }));
    of('away').failNext('pending', new Failure('gateway_unreachable', 'Nobody there.'));
    const { approvals, unreachable } = await list({ principal: OWNER });
    expect(approvals.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(unreachable).toMatchObject([{ instance: 'away', failure: { code: 'gateway_unreachable' } }]);
  });

  it('are shown and decided only where one may look', async () => {
    const { of, list, decide } = world();
    of('home').request(anApproval({ id: 'a' }));
    const stranger = only({ sessionPrefixes: ['work'] });
    expect((await list({ principal: stranger })).approvals).toEqual([]);
    await expect(
      decide({ principal: stranger, id: 'a', kind: 'exec', decision: 'deny' }),
    ).rejects.toMatchObject({ code: 'unknown_approval' });
    const byChannel = only({ channels: ['telegram'] });
    expect((await list({ principal: byChannel })).approvals).toEqual([]);
  });

  it('are decided where they wait', async () => {
    const { of, list, decide } = world();
    of('work').request(anApproval({ id: 'a', instance: 'work' }));
    await decide({ principal: OWNER, id: 'a', decision: 'allow-once' });
    expect((await list({ principal: OWNER })).approvals).toEqual([]);
  });

  it('are never decided by who only sees them, nor otherwise than offered', async () => {
    const { of, list, decide } = world();
    of('home').request(anApproval({ id: 'a' }));
    const reader: Principal = { ...OWNER, scopes: ['read', 'chat'] };
    expect((await list({ principal: reader })).approvals).toHaveLength(1);
    await expect(decide({ principal: reader, id: 'a', decision: 'deny' })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    await expect(decide({ principal: OWNER, id: 'a', decision: 'allow-always' })).rejects.toMatchObject({
      code: 'invalid_input',
      hint: 'Decide allow-once or deny.',
    });
    expect((await list({ principal: OWNER })).approvals).toHaveLength(1);
  });

  it('that nobody knows are told as unknown, and of one that may be at a gateway that is away it is told why', async () => {
    const { of, decide } = world();
    const verdict = { principal: OWNER, id: 'none', kind: 'exec', decision: 'deny' } as const;
    await expect(decide(verdict)).rejects.toMatchObject({ code: 'unknown_approval' });
    of('work').failNext('pending', new Failure('gateway_unreachable', 'Nobody there.'));
    await expect(decide(verdict)).rejects.toMatchObject({ code: 'gateway_unreachable' });
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '../config/read.ts';
import { createTempHome, type TempHome } from '../config/home.fixture.ts';
import type { Approval, ApprovalReach } from '../domain/approval.ts';
import { Failure, recordOf } from '../domain/failure.ts';
import { anInstance } from '../domain/instance.fixture.ts';
import { createSteppedClock } from '../domain/port/stepped-clock.fixture.ts';
import type { DecideApprovalRequest } from '../usecases/decide-approval.ts';
import type { ApprovalList } from '../usecases/list-approvals.ts';
import type { Verbs } from '../usecases/verbs.ts';
import type { Invocation } from './command.ts';
import { allow, approvals, deny, list } from './approvals.ts';

const clock = createSteppedClock();

const approval = (over: Partial<Approval> = {}): Approval => ({
  instance: 'home',
  kind: 'exec',
  id: 'a1b2',
  what: 'rm -rf build',
  sessionKey: 'agent:main:notes',
  allowedDecisions: ['allow-once', 'allow-always', 'deny'],
  createdAt: clock.now() - 65_000,
  expiresAt: clock.now() + 60_000,
  request: {},
  ...over,
});

const away = recordOf(new Failure('gateway_unreachable', 'Nobody there.', { retryable: true }));

let home: TempHome;
let config: Config;
let told: { out: string; err: string };
let decided: DecideApprovalRequest[];

beforeEach(async () => {
  home = createTempHome();
  config = await home.read();
  decided = [];
  told = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((told.out += String(text))));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((told.err += String(text))));
});
afterEach(() => {
  vi.restoreAllMocks();
  home.discard();
});

/** A bridge with these approvals, whose gateways show `reach`. */
function bridge(open: Partial<ApprovalList> = {}, reach: ApprovalReach = 'all') {
  const verbs: Partial<Verbs> = {
    instances: [anInstance(), anInstance({ name: 'lab', isDefault: false })],
    listApprovals: async () => ({ approvals: [], unreachable: [], ...open }),
    decideApproval: async (request) => void decided.push(request),
    checkStatus: async () => ({ instance: anInstance(), report: { approvals: reach } }),
  };
  return { verbs: verbs as Verbs, clock };
}

const invocation = (
  words: readonly string[] = [],
  flags: Readonly<Record<string, string | true>> = {},
): Invocation => ({
  config,
  words,
  flags: new Map(Object.entries(flags)),
});

describe('approvals list', () => {
  it('shows each with its whole command', async () => {
    expect(await list(bridge({ approvals: [approval()] }), invocation())).toBe(0);
    expect(told).toEqual({ out: 'a1b2  home  exec    1 min 5 s  agent:main:notes  rm -rf build\n', err: '' });
  });

  it('lets no command look like another one', async () => {
    const what = 'echo hi\n\u001B[2Jrm\u202E -rf';
    await list(bridge({ approvals: [approval({ what })] }), invocation());
    expect(told.out).toMatch(/ {2}echo hi ⏎ \[2Jrm {1,2}-rf\n$/);
  });

  it('says that there is none', async () => {
    expect(await list(bridge(), invocation())).toBe(0);
    expect(told).toEqual({ out: 'No approval waits for a decision.\n', err: '' });
  });

  it('says where approvals are withheld, and what to do', async () => {
    expect(await list(bridge({}, 'own'), invocation([], { instance: 'lab' }))).toBe(0);
    expect(told.out).toBe('No approval that this clawbridge may see waits for a decision.\n');
    expect(told.err).toMatch(
      /^Instance lab: Commands that need your approval are denied at once.* --mode admin .*\n$/,
    );
  });

  it('fails when an instance could not be asked', async () => {
    const unreachable = [{ instance: 'lab', failure: away }];
    expect(await list(bridge({ approvals: [approval()], unreachable }), invocation())).toBe(1);
    expect(told.out).toContain('a1b2');
    expect(told.err).toBe('Instance lab: Nobody there.\n');
  });

  it('does not say that there is none where nobody answered', async () => {
    expect(await list(bridge({ unreachable: [{ instance: 'lab', failure: away }] }), invocation())).toBe(1);
    expect(told.out).toBe('');
  });

  it('prints JSON when asked to', async () => {
    const unreachable = [{ instance: 'lab', failure: away }];
    await list(bridge({ approvals: [approval()], unreachable }, 'none'), invocation([], { json: true }));
    expect(JSON.parse(told.out)).toMatchObject({
      approvals: [{ id: 'a1b2', kind: 'exec', what: 'rm -rf build', createdAt: expect.stringMatching(/Z$/) }],
      unreachable: [{ instance: 'lab', failure: { code: 'gateway_unreachable' } }],
      withheld: [{ instance: 'home', failure: { code: 'gateway_forbidden' } }],
    });
    expect(told.err).toBe('');
  });
});

describe('approvals allow and deny', () => {
  it.each([
    [allow, {}, 'allow-once'],
    [allow, { always: true }, 'allow-always'],
    [deny, {}, 'deny'],
  ] as const)('decide the approval its id begins: %#', async (verb, flags, decision) => {
    const id = 'plugin:a1b2c3d4-e5f6';
    const open = [approval({ instance: 'lab', kind: 'plugin', id }), approval({ id: 'b7' })];
    expect(await verb(bridge({ approvals: open }), invocation(['plugin:a1b2c3d4'], flags))).toBe(0);
    expect(decided).toMatchObject([
      { principal: { id: 'owner' }, instance: 'lab', kind: 'plugin', id, decision },
    ]);
    expect(told.out).toBe(`${id} ${decision}\n`);
  });

  it.each(['a', 'a1b2c3d', 'plugin:', 'plugin:a1b2c3d'])(
    'do not take %j for the name of what nobody may have looked at',
    async (begun) => {
      const open = [approval({ id: 'a1b2c3d4' }), approval({ kind: 'plugin', id: 'plugin:a1b2c3d4' })];
      await expect(allow(bridge({ approvals: open }), invocation([begun]))).rejects.toMatchObject({
        code: 'invalid_input',
        message: `"${begun}" is too short to name an approval.`,
      });
      expect(decided).toEqual([]);
    },
  );

  it('take the whole id for what it is, even if another begins like it', async () => {
    const open = [approval({ id: 'a1b2c3' }), approval()];
    await allow(bridge({ approvals: open }), invocation(['a1b2']));
    expect(decided).toMatchObject([{ id: 'a1b2' }]);
  });

  it.each([
    [
      'several begin like it',
      ['a1b2c3d4'],
      { approvals: [approval({ id: 'a1b2c3d4-e5' }), approval({ id: 'a1b2c3d4-f6' })] },
      /a1b2c3d4-e5, a1b2c3d4-f6/,
    ],
    ['none is named', [], {}, /Which approval/],
    ['the name is empty', [''], { approvals: [approval()] }, /Which approval/],
    ['there are two names', ['a', 'b'], {}, /One approval at a time/],
    ['there is none', ['x1b2c3d4'], {}, /unknown or expired approval id: x1b2c3d4/],
    [
      'another one may wait where nobody answers',
      ['a1'],
      { approvals: [approval()], unreachable: [{ instance: 'lab', failure: away }] },
      /Nobody there/,
    ],
  ])('decide nothing when %s', async (_, words, open, message) => {
    await expect(allow(bridge(open), invocation(words))).rejects.toThrow(message);
    expect(decided).toEqual([]);
  });

  it('say what to do when the one that is named may only be withheld', async () => {
    await expect(allow(bridge({}, 'own'), invocation(['x1b2c3d4']))).rejects.toMatchObject({
      code: 'unknown_approval',
      hint: expect.stringMatching(/^permissions_list_open .* --mode admin /),
    });
    await expect(allow(bridge({}, 'all'), invocation(['x1b2c3d4']))).rejects.toMatchObject({
      code: 'unknown_approval',
      hint: expect.not.stringContaining('--mode'),
    });
  });

  it('print JSON when asked to', async () => {
    await deny(bridge({ approvals: [approval()] }), invocation(['a1b2'], { json: true }));
    expect(JSON.parse(told.out)).toMatchObject({ id: 'a1b2', decision: 'deny' });
  });
});

describe('approvals', () => {
  it.each<[string[], Record<string, true>, string]>([
    [['grant'], {}, 'Unknown: approvals grant. Use approvals list, allow or deny.'],
    [['deny', 'x'], { always: true }, '--always is not a flag of `clawbridge approvals deny`.'],
  ])('refuses %j %j', async (words, flags, message) => {
    await expect(approvals(invocation(words, flags))).rejects.toMatchObject({
      code: 'invalid_input',
      message,
    });
  });
});

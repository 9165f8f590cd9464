import { openBridge, type Bridge } from '../bridge.ts';
import { usage } from '../config/arguments.ts';
import type { Approval, Decision } from '../domain/approval.ts';
import { Failure, failureFrom, toFailure } from '../domain/failure.ts';
import { ownerFrom } from '../owner.ts';
import type { ApprovalList } from '../usecases/list-approvals.ts';
import { withheldFrom } from '../usecases/withheld-approvals.ts';
import { approvalJson } from './approval-json.ts';
import { approvalLine } from './approval-line.ts';
import type { ExitCode, Invocation } from './command.ts';
import { FAILED, OK } from './exit-code.ts';
import { failureText } from './failure-text.ts';
import { flagText } from './flag-text.ts';
import { namedApproval } from './named-approval.ts';
import { print } from './print.ts';
import { quietly } from './quietly.ts';
import { refuseWords } from './refuse-words.ts';

type ApprovalsBridge = Pick<Bridge, 'verbs' | 'clock'>;
type Verb = (bridge: ApprovalsBridge, invocation: Invocation) => Promise<ExitCode>;

const verbs: Readonly<Record<string, Verb>> = { list, allow, deny };

/** `approvals list | allow ID | deny ID` */
export async function approvals(invocation: Invocation): Promise<ExitCode> {
  const [verb = 'list', ...words] = invocation.words;
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!run) throw usage(`Unknown: approvals ${verb}. Use approvals list, allow or deny.`);
  if (verb !== 'allow' && invocation.flags.has('always'))
    throw usage(`--always is not a flag of \`clawbridge approvals ${verb}\`.`);
  if (verb === 'list') refuseWords('approvals list', words);
  const bridge = await openBridge(quietly(invocation.config), { only: [] });
  try {
    return await run(bridge, { ...invocation, words });
  } finally {
    await bridge.close(0);
  }
}

/** Fails when an instance could not be asked: something may wait there. */
export async function list(bridge: ApprovalsBridge, invocation: Invocation): Promise<ExitCode> {
  const found = await waiting(bridge, invocation);
  const withheld = await withheldFrom(bridge.verbs, {
    principal: ownerFrom(invocation.config),
    instance: flagText(invocation.flags, 'instance'),
    unanswered: found.unreachable.map(({ instance }) => instance),
  });
  if (invocation.flags.has('json')) {
    const { approvals: open, unreachable } = found;
    print(JSON.stringify({ approvals: open.map(approvalJson), unreachable, withheld }, undefined, 2));
  } else {
    for (const one of found.approvals) print(approvalLine(one, bridge.clock.now()));
    const seen = withheld.length === 0 ? '' : ' that this clawbridge may see';
    if (found.approvals.length + found.unreachable.length === 0)
      print(`No approval${seen} waits for a decision.`);
    for (const { instance, failure } of [...found.unreachable, ...withheld])
      process.stderr.write(`Instance ${instance}: ${failureText(failure)}\n`);
  }
  return found.unreachable.length === 0 ? OK : FAILED;
}

export async function allow(bridge: ApprovalsBridge, invocation: Invocation): Promise<ExitCode> {
  return await decide(bridge, invocation, invocation.flags.has('always') ? 'allow-always' : 'allow-once');
}

export async function deny(bridge: ApprovalsBridge, invocation: Invocation): Promise<ExitCode> {
  return await decide(bridge, invocation, 'deny');
}

async function decide(
  bridge: ApprovalsBridge,
  invocation: Invocation,
  decision: Decision,
): Promise<ExitCode> {
  const [begun, ...more] = invocation.words;
  if (begun === undefined || begun === '')
    throw usage('Which approval? `clawbridge approvals list` shows their ids.');
  if (more.length > 0) throw usage('One approval at a time: each is another yes.');
  const { approvals: open, unreachable } = await waiting(bridge, invocation);
  const [unasked] = unreachable;
  // It may be one that waits there, and another whose id only begins the same would be the wrong one.
  if (unasked !== undefined && !open.some(({ id }) => id === begun)) throw failureFrom(unasked.failure);
  const approval = await named(bridge, invocation, open, begun);
  const { instance, kind, id } = approval;
  await bridge.verbs.decideApproval({
    principal: ownerFrom(invocation.config),
    instance,
    kind,
    id,
    decision,
  });
  const decided = { ...approvalJson(approval), decision };
  return print(invocation.flags.has('json') ? JSON.stringify(decided, undefined, 2) : `${id} ${decision}`);
}

/** Whoever names one that is not there may only not be shown it. */
async function named(
  { verbs }: Pick<Bridge, 'verbs'>,
  { config, flags }: Invocation,
  open: readonly Approval[],
  begun: string,
): Promise<Approval> {
  try {
    return namedApproval(open, begun);
  } catch (thrown) {
    const { code, message, hint = '' } = toFailure(thrown);
    if (code !== 'unknown_approval') throw thrown;
    const [withheld] = await withheldFrom(verbs, {
      principal: ownerFrom(config),
      instance: flagText(flags, 'instance'),
      unanswered: [],
    });
    if (withheld === undefined) throw thrown;
    throw new Failure(code, message, { hint: `${hint} ${withheld.failure.hint ?? ''}` });
  }
}

async function waiting(
  { verbs }: Pick<Bridge, 'verbs'>,
  { config, flags }: Invocation,
): Promise<ApprovalList> {
  return await verbs.listApprovals({ principal: ownerFrom(config), instance: flagText(flags, 'instance') });
}

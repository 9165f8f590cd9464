import {
  APPROVAL_KINDS,
  approvalReach,
  unknownApproval,
  withheldApprovals,
  type Approval,
  type ApprovalKind,
} from '../../domain/approval.ts';
import { Failure, toFailure } from '../../domain/failure.ts';
import type { Approvals, EndedApproval, Verdict } from '../../domain/port/approvals.ts';
import { array, defined, object, text } from '../json.ts';
import { approvalFrom, endedFrom, outcomeFrom } from './approval-row.ts';
import type { Connection } from './connection.ts';

/** The most a gateway tells at once. */
const PAGE = 100;

/** Whoever was away for longer than these hold is not told of the rest. */
const MOST_PAGES = 20;

/**
 * Decides by `exec.approval.resolve` and `plugin.approval.resolve`. Not by `approval.resolve`: to a decision that is not on
 * offer, or of the wrong kind, that one answers by denying for good.
 */
export function createApprovals({
  request,
  requestList,
  hello,
}: Pick<Connection, 'request' | 'requestList' | 'hello'>): Approvals {
  return {
    async pending(instance) {
      await insistOnReach();
      const lists = await Promise.all(APPROVAL_KINDS.map((kind) => listed(instance, kind)));
      return lists.flat().toSorted((one, other) => one.createdAt - other.createdAt);
    },
    async decide(verdict) {
      await insistOnReach();
      const { kind, id, decision } = verdict;
      try {
        await request(`${kind}.approval.resolve`, { id, decision });
      } catch (thrown) {
        throw refusal(toFailure(thrown), verdict);
      }
    },
    async outcome(approval) {
      await insistOnReach();
      try {
        const answer = await request('approval.get', { id: approval.id });
        return outcomeFrom(approval, object(answer['approval']));
      } catch (thrown) {
        const failure = toFailure(thrown);
        if (reasonOf(failure) === 'APPROVAL_NOT_FOUND') return undefined;
        throw failure;
      }
    },
    async ended({ instance, since }) {
      await insistOnReach();
      const all: EndedApproval[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const answer = await request('approval.history', { limit: PAGE, ...defined({ cursor }) });
        all.push(...array(answer['items']).flatMap((item) => endedFrom(instance, object(item)) ?? []));
        cursor = text(answer['nextCursor']);
        if (cursor === undefined || (all.at(-1)?.resolution.at ?? since) < since) break;
      }
      return all.toReversed();
    },
  };

  async function listed(instance: string, kind: ApprovalKind): Promise<readonly Approval[]> {
    const rows = await requestList(`${kind}.approval.list`, {});
    return rows.flatMap((row) => approvalFrom(instance, kind, object(row)) ?? []);
  }

  /** The gateway would only name the scope it misses, not the setting that asks for it. */
  async function insistOnReach(): Promise<void> {
    const reach = approvalReach((await hello()).scopes);
    const withheld = reach === 'none' ? withheldApprovals(reach) : undefined;
    if (withheld) throw withheld;
  }
}

function refusal(failure: Failure, { id, decision }: Verdict): Failure {
  if (reasonOf(failure) === 'APPROVAL_NOT_FOUND') return unknownApproval(id);
  if (failure.code !== 'gateway_refused' || failure.retryable) return failure;
  return new Failure('invalid_input', `"${decision}" for approval ${id}: ${failure.message}.`, {
    hint: 'permissions_list_open lists the approvals that wait, and what may be decided.',
    cause: failure,
  });
}

function reasonOf(failure: Failure): unknown {
  return object(object(failure.cause)['details'])['reason'];
}

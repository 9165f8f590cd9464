import { allowedInstances } from '../domain/allowed-instance.ts';
import { withheldApprovals } from '../domain/approval.ts';
import { recordOf, type FailureRecord } from '../domain/failure.ts';
import type { Principal } from '../domain/principal.ts';
import type { Verbs } from './verbs.ts';

/** An instance that shows us no approvals, or only some: why, and what to do. */
export interface Withheld {
  readonly instance: string;
  readonly failure: FailureRecord;
}

export interface WithheldRequest {
  readonly principal: Principal;
  /** Only of this one. */
  readonly instance?: string | undefined;
  /** Instances that did not answer: what they withhold is not known. */
  readonly unanswered: readonly string[];
}

/** An empty list of a gateway that shows us none, or only some, is no good news. Errors: `unknown_instance`. */
export async function withheldFrom(
  { instances, checkStatus }: Pick<Verbs, 'instances' | 'checkStatus'>,
  { principal, instance, unanswered }: WithheldRequest,
): Promise<readonly Withheld[]> {
  const answered = allowedInstances(instances, principal).filter(
    ({ name }) => (instance === undefined || name === instance) && !unanswered.includes(name),
  );
  const found = await Promise.all(
    answered.map(async ({ name }) => {
      const { approvals: reach } = (await checkStatus(principal, name)).report;
      const failure = reach === undefined ? undefined : withheldApprovals(reach);
      return failure === undefined ? [] : [{ instance: name, failure: recordOf(failure) }];
    }),
  );
  return found.flat();
}

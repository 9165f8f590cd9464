import { pickAllowed } from '../../domain/allowed-instance.ts';
import { toFailure } from '../../domain/failure.ts';
import { holds, type Principal } from '../../domain/principal.ts';
import { isSettled, type Task } from '../../domain/task.ts';
import type { Question } from '../../usecases/ask.ts';
import type { Verbs } from '../../usecases/verbs.ts';
import { createApprovalWatch, type ApprovalWatch } from './approval-watch.ts';
import { NeedsPerson, type PersonSaid, type TaskOnHold } from './person.ts';
import type { ToolCall } from './tool.ts';

type Asked = Pick<Question, 'message' | 'sessionId' | 'instance' | 'idempotencyKey'>;

/**
 * Asks an agent and waits to the end. Where the agent may not go on without an approval, and the person behind the
 * client may decide it, the person is asked; afterwards the waiting for the same task goes on.
 */
export async function askWithPerson(verbs: Verbs, asked: Asked, call: ToolCall): Promise<Task | NeedsPerson> {
  const { principal, origin, signal, onProgress, person } = call;
  const question = { ...asked, principal, origin, signal, onProgress, waitMs: Number.POSITIVE_INFINITY };
  if (person === undefined || !mayDecide(principal)) return await verbs.ask(question);
  const { said } = person;
  const onHold = said?.about.task;
  if (said === undefined || onHold === undefined) return await begin(verbs, question);
  return await goOn(verbs, said, onHold, call);
}

/** Who decides an approval has to see it. */
function mayDecide(principal: Principal): boolean {
  return holds(principal, 'approve') && holds(principal, 'read');
}

async function begin(verbs: Verbs, question: Question): Promise<Task | NeedsPerson> {
  const { principal } = question;
  const watch = createApprovalWatch(principal, []);
  let isOwn = false;
  const stopFollowing = await verbs.feed.follow(watch.hear);
  try {
    // The agent may need an approval at once, and a gateway that nobody listens to denies it.
    await verbs.heard(pickAllowed(verbs.instances, principal, question.instance).name);
    const task = await verbs.ask({
      ...question,
      enough: watch.signal,
      onAccepted(accepted, isNew) {
        isOwn = isNew;
        watch.isAbout(accepted);
        // What it waits for was requested before this call.
        if (!isNew) offerOpen(verbs, principal, accepted.instance, watch);
      },
    });
    return heldUp(task, watch, { id: task.id, isOwn, asked: [] });
  } finally {
    stopFollowing();
  }
}

async function goOn(
  verbs: Verbs,
  said: PersonSaid,
  onHold: TaskOnHold,
  { principal, signal, onProgress }: ToolCall,
): Promise<Task | NeedsPerson> {
  const { id, isOwn } = onHold;
  const isDone = await decide(verbs, principal, said);
  const asked = isDone ? [...onHold.asked, said.about.id] : onHold.asked;
  const watch = createApprovalWatch(principal, asked);
  verbs.listen();
  const stopFollowing = await verbs.feed.follow(watch.hear);
  try {
    watch.isAbout(await verbs.getTask({ principal, id }));
    offerOpen(verbs, principal, said.about.instance, watch);
    const waitMs = Number.POSITIVE_INFINITY;
    const enough = watch.signal;
    const task = await verbs.getTask({ principal, id, waitMs, enough, signal, onProgress });
    return heldUp(task, watch, { id, isOwn, asked });
  } catch (thrown) {
    if (isOwn && signal.aborted) await verbs.cancelTask({ principal, id });
    throw thrown;
  } finally {
    stopFollowing();
  }
}

function heldUp(task: Task, watch: ApprovalWatch, onHold: TaskOnHold): Task | NeedsPerson {
  const approval = watch.found();
  return approval === undefined || isSettled(task.status) ? task : new NeedsPerson(approval, onHold);
}

/** False when the person has to be asked again. An approval somebody else decided, or that is over, needs nobody. */
async function decide(
  { decideApproval }: Verbs,
  principal: Principal,
  { about, decision, hasAnswered }: PersonSaid,
): Promise<boolean> {
  if (decision === undefined) return hasAnswered;
  const { instance, kind, id } = about;
  try {
    await decideApproval({ principal, instance, kind, id, decision });
    return true;
  } catch (thrown) {
    return !toFailure(thrown).retryable;
  }
}

/** Those that were requested before somebody listened. A gateway that does not tell them holds nothing up. */
function offerOpen(
  { listApprovals }: Verbs,
  principal: Principal,
  instance: string,
  watch: ApprovalWatch,
): void {
  listApprovals({ principal, instance }).then(
    ({ approvals }) => {
      for (const one of approvals) watch.offer(one);
    },
    () => {},
  );
}

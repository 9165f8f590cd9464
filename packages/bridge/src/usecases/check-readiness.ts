import { toFailure, type FailureCode, type FailureRecord } from '../domain/failure.ts';
import { pickInstance, type Instance } from '../domain/instance.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { InstanceProbe } from '../domain/port/instance-probe.ts';
import type { TaskStore } from '../domain/port/task-store.ts';

/** Whoever asks waits for an answer, and has little patience. */
const LIMIT_MS = 1_000;

/** Several ask at once, every second: the gateway is not theirs to load. */
const KEEP_MS = 2_000;

/** How a part of it is: `ok`, `slow` when it did not answer in time, or the code of its failure. */
export type PartState = 'ok' | 'slow' | FailureCode;

export interface Readiness {
  readonly isReady: boolean;
  readonly store: PartState;
  /** Of the default instance. */
  readonly gateway: PartState;
  /** Why it is not, where both are well. */
  readonly reason?: FailureCode;
}

/** Whether what is asked now would be answered: the store keeps tasks, and the default gateway runs them. Never fails. */
export type CheckReadiness = () => Promise<Readiness>;

export interface CheckReadinessDeps {
  readonly store: Pick<TaskStore, 'look'>;
  readonly probe: InstanceProbe;
  readonly instances: readonly Instance[];
  readonly clock: Clock;
}

export function createCheckReadiness({ store, probe, instances, clock }: CheckReadinessDeps): CheckReadiness {
  const { name } = pickInstance(instances);
  let kept: { readonly answer: Promise<Readiness>; readonly until: number } | undefined;
  const checkStore = onceAtATime(async () => {
    await store.look([]);
    return undefined;
  });
  const checkGateway = onceAtATime(async () => (await probe.probe(name)).failure);

  return async function checkReadiness() {
    if (kept === undefined || clock.now() >= kept.until)
      kept = { answer: check(), until: clock.now() + KEEP_MS };
    return await kept.answer;
  };

  async function check(): Promise<Readiness> {
    const [ofStore, ofGateway] = await Promise.all([inTime(checkStore()), inTime(checkGateway())]);
    return { isReady: ofStore === 'ok' && ofGateway === 'ok', store: ofStore, gateway: ofGateway };
  }

  async function inTime(checking: Promise<PartState>): Promise<PartState> {
    let cancel = () => {};
    const late = new Promise<PartState>((resolve) => {
      cancel = clock.after(LIMIT_MS, () => resolve('slow'));
    });
    return await Promise.race([checking, late]).finally(cancel);
  }
}

/** A part that takes longer than we wait is not asked again before it has answered. */
function onceAtATime(check: () => Promise<FailureRecord | undefined>): () => Promise<PartState> {
  let underway: Promise<PartState> | undefined;
  return () => {
    underway ??= stateOf(check).finally(() => {
      underway = undefined;
    });
    return underway;
  };
}

async function stateOf(check: () => Promise<FailureRecord | undefined>): Promise<PartState> {
  try {
    return (await check())?.code ?? 'ok';
  } catch (thrown) {
    return toFailure(thrown).code;
  }
}

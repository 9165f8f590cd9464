import { randomUUID } from 'node:crypto';
import {
  pendingShape,
  resolvedShape,
  type Approval,
  type ApprovalKind,
  type Asker,
  type Decision,
  type Ending,
} from './approval.ts';
import { hearsEndOf, isAskedAbout, sees } from './approval-sight.ts';
import type { Audience, Listener } from './audience.ts';
import { Refusal } from './refusal.ts';

export interface NewApproval {
  readonly kind: ApprovalKind;
  /** Default: a new one. */
  readonly id?: string | undefined;
  readonly asker: Asker;
  readonly request: Readonly<Record<string, unknown>>;
  readonly allowedDecisions: readonly Decision[];
  readonly lifetimeMs: number;
}

/** What waits for a decision in one life of the gateway. How it ended stays on the disk. */
export class Approvals {
  readonly #audience: Audience;
  readonly #disk: Approval[];
  readonly #all = new Map<string, Approval>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #dead = false;
  readonly #waiting = new Map<string, (ending: Ending) => void>();

  /** What waited in an earlier life is cancelled. */
  constructor(audience: Audience, disk: Approval[]) {
    this.#audience = audience;
    this.#disk = disk;
    for (const approval of disk)
      approval.ending ??= { status: 'cancelled', reason: 'gateway-restart', atMs: Date.now() };
  }

  /** Asks whoever can decide. With nobody to ask it is denied at once. Errors: Refusal. */
  raise({ lifetimeMs, id, ...wish }: NewApproval): { approval: Approval; ending: Promise<Ending> } {
    const known = id === undefined ? undefined : this.#all.get(id);
    if (known !== undefined && known.ending === undefined)
      throw new Refusal('INVALID_REQUEST', 'approval id already pending');
    const now = Date.now();
    const prefix = wish.kind === 'plugin' ? 'plugin:' : '';
    const approval: Approval = {
      ...wish,
      id: id ?? prefix + randomUUID(),
      createdAtMs: now,
      expiresAtMs: now + lifetimeMs,
    };
    this.#all.set(approval.id, approval);
    this.#disk.push(approval);
    if (this.#audience.some(isAskedAbout(approval)))
      return { approval, ending: this.#ask(approval, lifetimeMs) };
    approval.ending = { status: 'denied', reason: 'no-route', decision: 'deny', atMs: now };
    return { approval, ending: Promise.resolve(approval.ending) };
  }

  /** What of one kind this listener may decide. */
  pendingFor(listener: Listener, kind: ApprovalKind): readonly Approval[] {
    return [...this.#all.values()].filter(
      (one) => one.kind === kind && one.ending === undefined && sees(listener, one),
    );
  }

  /** One of this life that this listener may decide. */
  live(listener: Listener, id: string): Approval | undefined {
    const approval = this.#all.get(id);
    return approval !== undefined && sees(listener, approval) ? approval : undefined;
  }

  /** Every one of any life. */
  all(): readonly Approval[] {
    return this.#disk;
  }

  /** @returns whether this was the decision that counted. Errors: Refusal. */
  decide(approval: Approval, decision: Decision, resolver: Listener): boolean {
    if (!approval.allowedDecisions.includes(decision)) {
      const details = { reason: 'APPROVAL_ALLOW_ALWAYS_UNAVAILABLE' };
      throw new Refusal('INVALID_REQUEST', `${decision} is unavailable for this command`, details);
    }
    const { clientId, deviceId } = resolver;
    return this.#settle(approval, {
      status: decision === 'deny' ? 'denied' : 'allowed',
      reason: 'user',
      decision,
      resolver: { clientId, deviceId },
      atMs: Date.now(),
    });
  }

  /** Whoever asked does not want to know any more. */
  withdraw(approval: Approval): void {
    this.#settle(approval, { status: 'cancelled', reason: 'run-aborted', atMs: Date.now() });
  }

  /** The process is gone: nobody is told, and nobody gets an answer. */
  die(): void {
    this.#dead = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #ask(approval: Approval, lifetimeMs: number): Promise<Ending> {
    const expire = () => this.#settle(approval, { status: 'expired', reason: 'timeout', atMs: Date.now() });
    this.#timers.set(approval.id, setTimeout(expire, lifetimeMs));
    this.#audience.tell(`${approval.kind}.approval.requested`, isAskedAbout(approval), () =>
      pendingShape(approval),
    );
    return new Promise((resolve) => this.#waiting.set(approval.id, resolve));
  }

  #settle(approval: Approval, ending: Ending): boolean {
    if (this.#dead || approval.ending !== undefined) return false;
    approval.ending = ending;
    clearTimeout(this.#timers.get(approval.id));
    this.#timers.delete(approval.id);
    this.#audience.tell(`${approval.kind}.approval.resolved`, hearsEndOf(approval), () =>
      resolvedShape(approval, ending),
    );
    this.#waiting.get(approval.id)?.(ending);
    this.#waiting.delete(approval.id);
    return true;
  }
}

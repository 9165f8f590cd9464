import { permits } from '../domain/allow-list.ts';
import { Failure } from '../domain/failure.ts';
import { pickInstance, requireMode, type Instance } from '../domain/instance.ts';
import { parseTarget, type NotifyTarget } from '../domain/notice.ts';
import type { Notifier } from '../domain/port/notifier.ts';
import type { Principal } from '../domain/principal.ts';

export interface CheckTargetDeps {
  readonly instances: readonly Instance[];
  readonly notifier: Pick<Notifier, 'check'>;
}

/** May this principal let this target be told, and is there such a one? Errors: `invalid_input`, `not_allowed`. */
export function checkTarget(
  { instances, notifier }: CheckTargetDeps,
  principal: Principal,
  target: NotifyTarget,
): void {
  notifier.check(target);
  checkRoute(instances, principal, target);
}

/** A recipient is told over the default instance, whichever one is asked, and no conversation with him is known. */
function checkRoute(instances: readonly Instance[], { allow }: Principal, target: NotifyTarget): void {
  const parsed = parseTarget(target);
  if (parsed.kind !== 'route') return;
  const instance = pickInstance(instances);
  if (!permits(allow, { instance: instance.name, channel: parsed.channel }))
    throw new Failure('not_allowed', `You may not let "${target}" be told.`, {
      hint: 'Name a configured notifier or a webhook: what you may touch here is limited.',
    });
  requireMode(instance, 'write');
}

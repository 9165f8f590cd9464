import { Failure } from './failure.ts';

/** How an Instance is spoken to. `auto` prefers the WebSocket and falls back to HTTP where there is none. */
export type Outlet = 'auto' | 'ws' | 'http';

export const OUTLETS: readonly Outlet[] = ['auto', 'ws', 'http'];

/** What we ask a gateway to be allowed: each holds what the ones before it hold. */
export const GATEWAY_MODES = ['read', 'write', 'approvals', 'admin'] as const;
export type GatewayMode = (typeof GATEWAY_MODES)[number];

/** Runs of our own can then ask for approval, and nobody else's are ours to decide. */
export const DEFAULT_MODE: GatewayMode = 'approvals';

/** An OpenClaw Gateway we know. */
export interface Instance {
  readonly name: string;
  /** http:, https:, ws: or wss:, without credentials and without a trailing slash. */
  readonly url: string;
  readonly isDefault: boolean;
  readonly outlet: Outlet;
  readonly mode: GatewayMode;
  /** `openclaw` or `openclaw/<agentId>`, as the gateway's HTTP endpoint names its agents. */
  readonly model: string;
  /** Milliseconds one run may take from its start to its answer. */
  readonly timeoutMs: number;
  /** Runs at the same time. The gateway itself allows 4 for each core of its machine, and queues what is more. */
  readonly maxConcurrent: number;
  /** Upper bound of answer tokens; only sent when the user asked for one. */
  readonly maxTokens?: number;
  readonly credentials: Credentials;
}

export interface Credentials {
  readonly token?: string;
  readonly password?: string;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export function isInstanceName(name: string): boolean {
  return NAME.test(name);
}

/** The agent an Instance is bound to, or undefined for the gateway's default agent. */
export function agentOf(instance: Instance): string | undefined {
  const [, agent] = /^openclaw\/(.+)$/.exec(instance.model) ?? [];
  return agent === 'default' ? undefined : agent;
}

/** The named Instance, or the default one. Errors: `unknown_instance`, naming what there is. */
export function pickInstance(instances: readonly Instance[], name?: string): Instance {
  const found =
    name === undefined ? instances.find((one) => one.isDefault) : instances.find((one) => one.name === name);
  if (found) return found;
  const available = instances.map((one) => one.name).join(', ') || 'none';
  throw new Failure('unknown_instance', `Unknown instance "${name ?? 'default'}". Available: ${available}.`, {
    hint: 'openclaw_instances lists the instances this bridge knows.',
  });
}

/** Refuses what an Instance is not to be used for, whichever way it is spoken to: HTTP knows no scopes. Errors: `not_allowed`. */
export function requireMode({ name, mode }: Instance, needed: GatewayMode): void {
  if (GATEWAY_MODES.indexOf(mode) >= GATEWAY_MODES.indexOf(needed)) return;
  throw new Failure(
    'not_allowed',
    `Instance "${name}" is used in mode ${mode}, and this needs mode ${needed}.`,
    {
      hint: 'Whoever runs this clawbridge can change the mode of the instance.',
    },
  );
}

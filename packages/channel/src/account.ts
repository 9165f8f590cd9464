import type { OpenClawConfig } from 'openclaw/plugin-sdk/channel-core';
import * as z from 'zod/mini';
import { CHANNEL, DEFAULT_ACCOUNT } from './channel.ts';

const policy = z.enum(['pairing', 'allowlist', 'open', 'disabled']);
export type Policy = z.infer<typeof policy>;

const settings = z.object({
  enabled: z.optional(z.boolean()),
  url: z.optional(z.string()),
  /** The token, or where OpenClaw finds it: before it has looked, that is an object. */
  token: z.optional(z.unknown()),
  dmPolicy: z.optional(policy),
  allowFrom: z.optional(z.array(z.string())),
  approvers: z.optional(z.array(z.string())),
  strangerTools: z.optional(z.boolean()),
});

const section = z.object({ ...settings.shape, accounts: z.optional(z.record(z.string(), settings)) });

/** One relay, with who may come from there. */
export interface Account {
  readonly accountId: string;
  readonly enabled: boolean;
  /** It is said where the relay is and how to get in. */
  readonly configured: boolean;
  /** `wss://claw.example.com/openclaw` */
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly dmPolicy: Policy;
  /** Ids of people who are welcome without pairing; `*` is everybody. */
  readonly allowFrom: readonly string[];
  /** Who may decide approvals here. Without it, everybody who was let in by his own name. */
  readonly approvers: readonly string[] | undefined;
  /** Those who came in by `*` may have the agent use its tools. */
  readonly strangerTools: boolean;
}

function sectionOf(cfg: OpenClawConfig): z.infer<typeof section> {
  const read = section.safeParse(cfg.channels?.[CHANNEL] ?? {});
  return read.success ? read.data : {};
}

/** The named ones, and the default one where it has settings or there is no other. */
export function listAccountIds(cfg: OpenClawConfig): string[] {
  const { accounts = {}, url, token } = sectionOf(cfg);
  const named = Object.keys(accounts).filter((id) => id !== DEFAULT_ACCOUNT);
  const hasDefault = named.length === 0 || url !== undefined || token !== undefined;
  return [...(hasDefault || accounts[DEFAULT_ACCOUNT] ? [DEFAULT_ACCOUNT] : []), ...named];
}

/** What an account does not say of itself, the channel says for all of them. */
export function resolveAccount(cfg: OpenClawConfig, id?: string | null): Account {
  const accountId = id ?? DEFAULT_ACCOUNT;
  const { accounts = {}, ...shared } = sectionOf(cfg);
  // A token belongs to one address: an account with its own address has its own token.
  const own = accounts[accountId];
  const { url, token } = own?.url === undefined ? { ...shared, ...own } : own;
  const { dmPolicy = 'pairing', allowFrom = [], approvers, strangerTools = false } = { ...shared, ...own };
  return {
    accountId,
    enabled: shared.enabled !== false && own?.enabled !== false,
    configured: url !== undefined && url !== '' && token !== undefined && token !== '',
    url,
    token: typeof token === 'string' ? token : undefined,
    dmPolicy,
    allowFrom,
    approvers,
    strangerTools,
  };
}

/** What lists show of an account: nothing of its token. */
export function describeAccount({ accountId, enabled, configured, url, token }: Account): object {
  return {
    accountId,
    enabled,
    configured,
    baseUrl: url,
    tokenStatus: token === undefined ? 'missing' : 'available',
  };
}

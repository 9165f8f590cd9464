import type { LineOptions } from '@clawbridge/wire';
import type { AccountContext, PluginRuntime } from 'openclaw/plugin-sdk/channel-core';
import { channelReadyPatch, channelStoppedPatch } from 'openclaw/plugin-sdk/gateway-runtime';
import { describeAccount, type Account } from './account.ts';
import { connect } from './connect.ts';
import { drain } from './drain.ts';
import { createReceive } from './inbound.ts';
import { createRelayLink, type RelayLink } from './link.ts';
import type { Links } from './links.ts';
import { warningsOf } from './security.ts';
import type { Post } from './post.ts';
import type { Send } from './send.ts';

export interface StartOptions {
  readonly runtime: () => PluginRuntime;
  readonly links: Links;
  readonly post: Pick<Post, 'flush'>;
  readonly send: Send;
  readonly clock: LineOptions<unknown, unknown>['clock'];
  readonly chance: () => number;
}

/** Runs an account until OpenClaw stops it. */
export function createStartAccount(
  options: StartOptions,
): (context: AccountContext<Account>) => Promise<void> {
  const { links, post, send, clock, chance } = options;
  return async function startAccount(context) {
    const { account, abortSignal, log } = context;
    const { accountId, url = '', token } = account;
    if (token === undefined) throw new Error('channels.clawbridge.token leads to nothing: set it again.');
    for (const warning of warningsOf(account)) log?.warn?.(warning);
    const { channel, version } = options.runtime();
    const receive = createReceive({ runtime: channel, context, links, send, after: clock.after });
    context.setStatus({
      ...describeAccount(account),
      running: true,
      connected: false,
      lifecycle: 'starting',
    });
    const link = createRelayLink({
      connect: () => connect(url, token),
      clock,
      chance,
      account: accountId,
      openclaw: version,
      onOpen: (opened) => {
        context.setStatus(channelReadyPatch({ accountId }));
        settle(log, 'outbox', post.flush(accountId));
        settle(log, 'drain', beReady(context, opened));
      },
      onMessage: (message) => settle(log, 'message', receive(message)),
      onLost({ text: lastError, isFinal }) {
        if (abortSignal.aborted) return;
        context.setStatus({
          accountId,
          connected: false,
          lifecycle: isFinal ? 'blocked' : 'recovering',
          lastError,
        });
        log?.warn?.(`clawbridge: ${lastError}`);
      },
    });
    links.set(context, link);
    await aborted(abortSignal);
    links.remove(accountId, link);
    link.close();
    context.setStatus(channelStoppedPatch({ accountId }));
  };
}

async function beReady(context: AccountContext<Account>, link: RelayLink): Promise<void> {
  await drain(context).catch((error: unknown) =>
    context.log?.error?.(`clawbridge: what was queued could not be sent yet: ${String(error)}`),
  );
  link.say({ type: 'ready' });
}

/** The one place where nobody waits. */
function settle(log: AccountContext<Account>['log'], what: string, work: Promise<void>): void {
  work.catch((error: unknown) => log?.error?.(`clawbridge: ${what}: ${String(error)}`));
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

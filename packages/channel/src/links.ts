import type { AccountContext } from 'openclaw/plugin-sdk/channel-core';
import type { Account } from './account.ts';
import { DEFAULT_ACCOUNT } from './channel.ts';
import type { RelayLink } from './link.ts';

/** The links that run in this process. A turn looks its link up when it has something to say: it may be a new one by then. */
export interface Links {
  set(context: AccountContext<Account>, link: RelayLink): void;
  /** Only when it is still that one. */
  remove(accountId: string, link: RelayLink): void;
  /** Where it is connected. */
  find(accountId: string | null | undefined): RelayLink | undefined;
  /** As it was started: with the secrets it needs. */
  contextOf(accountId: string): AccountContext<Account> | undefined;
}

export function createLinks(): Links {
  const running = new Map<string, { readonly context: AccountContext<Account>; readonly link: RelayLink }>();
  return {
    set: (context, link) => void running.set(context.account.accountId, { context, link }),
    remove(id, link) {
      if (running.get(id)?.link === link) running.delete(id);
    },
    find(id) {
      const link = running.get(id ?? DEFAULT_ACCOUNT)?.link;
      return link?.isOpen() === true ? link : undefined;
    },
    contextOf: (id) => running.get(id)?.context,
  };
}

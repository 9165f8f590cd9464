import { PlatformMessageNotDispatchedError } from 'openclaw/plugin-sdk/error-runtime';
import { DEFAULT_ACCOUNT } from './channel.ts';
import type { RelayLink } from './link.ts';

/** The links that run in this process. A turn looks its link up when it has something to say: it may be a new one by then. */
export interface Links {
  set(accountId: string, link: RelayLink): void;
  /** Only when it is still that one. */
  remove(accountId: string, link: RelayLink): void;
  find(accountId: string | null | undefined): RelayLink | undefined;
  /** Errors: `PlatformMessageNotDispatchedError` where nobody is connected. */
  get(accountId: string | null | undefined): RelayLink;
}

export function createLinks(): Links {
  const links = new Map<string, RelayLink>();
  const find = (id: string | null | undefined) => {
    const link = links.get(id ?? DEFAULT_ACCOUNT);
    return link?.isOpen() === true ? link : undefined;
  };
  return {
    set: (id, link) => void links.set(id, link),
    remove(id, link) {
      if (links.get(id) === link) links.delete(id);
    },
    find,
    get(id) {
      const link = find(id);
      if (link) return link;
      throw notConnected();
    },
  };
}

function notConnected(): Error {
  const message = 'clawbridge is not connected to its relay.';
  return new PlatformMessageNotDispatchedError(message, { cause: new Error(message) });
}

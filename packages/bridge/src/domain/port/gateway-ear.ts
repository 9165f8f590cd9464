import type { Approval, Resolution } from '../approval.ts';
import type { Route } from '../conversation.ts';
import type { FailureRecord } from '../failure.ts';
import type { Message } from '../message.ts';

/** What a gateway tells of itself, as it happens. */
export type GatewayNews =
  | {
      readonly kind: 'message';
      readonly message: Message;
      readonly route?: Route;
    }
  /** A session is not as it was: it was reset or compacted, an agent began or ended its work in it … */
  | {
      readonly kind: 'session';
      readonly sessionKey: string;
      /** The gateway's word for what happened: `reset`, `compact`, `placement` … */
      readonly reason?: string;
      readonly route?: Route;
      readonly isActive?: boolean;
    }
  | { readonly kind: 'approval'; readonly approval: Approval }
  | { readonly kind: 'resolution'; readonly resolution: Resolution };

export interface Hearing {
  /** From now on everything is heard; what happened before may have been missed. Called after every reconnect as well. */
  onConnected(): void;
  onNews(news: GatewayNews): void;
  /** Nothing is heard for now. It is tried again by itself. */
  onLost(failure: FailureRecord): void;
}

/** Listens to gateways. */
export interface GatewayEar {
  /** Listens until the returned function is called, and reconnects by itself. MUST call `onConnected` before any news of a connection. */
  listen(instance: string, hearing: Hearing): () => void;
}

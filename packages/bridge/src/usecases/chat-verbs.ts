import type { ChatInThread } from './chat-in-thread.ts';
import type { DeliverMessages } from './deliver-messages.ts';
import type { FindAddressee } from './find-addressee.ts';
import type { FollowThreads } from './follow-threads.ts';
import type { HoldLinks } from './hold-links.ts';
import type { ListThreads } from './list-threads.ts';
import type { LiveTurns } from './live-turns.ts';
import type { MarkThreadRead } from './mark-thread-read.ts';
import type { OrderAgent } from './order-agent.ts';
import type { ReadThread } from './read-thread.ts';
import type { RemoveThread } from './remove-thread.ts';
import type { RenameThread } from './rename-thread.ts';
import type { SearchThreads } from './search-threads.ts';
import type { TakeReply } from './take-reply.ts';
import type { TurnAway } from './turn-away.ts';

/** Everything people and agents do in threads. */
export interface ChatVerbs {
  readonly chatInThread: ChatInThread;
  readonly orderAgent: OrderAgent;
  readonly listThreads: ListThreads;
  readonly readThread: ReadThread;
  readonly searchThreads: SearchThreads;
  readonly markThreadRead: MarkThreadRead;
  readonly renameThread: RenameThread;
  readonly removeThread: RemoveThread;
  readonly followThreads: FollowThreads;
  readonly takeReply: TakeReply;
  readonly addressees: FindAddressee;
  readonly deliveries: DeliverMessages;
  readonly turns: LiveTurns;
  readonly links: HoldLinks;
  readonly turnAway: TurnAway;
  /** Lets go of the links, and listens to nobody any more. */
  close(): Promise<void>;
}

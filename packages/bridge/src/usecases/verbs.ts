import type { Instance } from '../domain/instance.ts';
import type { Ask } from './ask.ts';
import type { AskAloud } from './ask-aloud.ts';
import type { BeginHearing } from './begin-hearing.ts';
import type { CancelTask } from './cancel-task.ts';
import type { CheckStatus } from './check-status.ts';
import type { GetSpoken } from './get-spoken.ts';
import type { GetTask } from './get-task.ts';
import type { DecideApproval } from './decide-approval.ts';
import type { EventFeed } from './event-feed.ts';
import type { GetConversation } from './get-conversation.ts';
import type { Hear } from './hear.ts';
import type { ListApprovals } from './list-approvals.ts';
import type { ListConversations } from './list-conversations.ts';
import type { NotePermission } from './note-permission-request.ts';
import type { ReadMessages } from './read-messages.ts';
import type { SendMessage } from './send-message.ts';
import type { ListNotices } from './list-notices.ts';
import type { ListTasks } from './list-tasks.ts';
import type { FindUnheard } from './unheard.ts';

/** Everything a door may do. */
export interface Verbs {
  readonly instances: readonly Instance[];
  readonly listConversations: ListConversations;
  readonly getConversation: GetConversation;
  readonly readMessages: ReadMessages;
  readonly sendMessage: SendMessage;
  readonly hear: Hear;
  readonly feed: EventFeed;
  /** Somebody wants to hear: from now on the gateways are listened to. Calling it again changes nothing. */
  readonly listen: () => void;
  /**
   * Listens, and resolves once what happens in the gateway of an instance is heard, or cannot be for now; after 3 s in any
   * case. An agent whose command needs approval is refused it where nobody hears. Errors: `unknown_instance`.
   */
  readonly heard: (instance: string | undefined) => Promise<void>;
  readonly notePermission: NotePermission;
  readonly listApprovals: ListApprovals;
  readonly decideApproval: DecideApproval;
  readonly ask: Ask;
  readonly getTask: GetTask;
  readonly listTasks: ListTasks;
  readonly listNotices: ListNotices;
  readonly cancelTask: CancelTask;
  readonly checkStatus: CheckStatus;
  readonly beginHearing: BeginHearing;
  readonly askAloud: AskAloud;
  readonly getSpoken: GetSpoken;
  readonly unheard: FindUnheard;
}

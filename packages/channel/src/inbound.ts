import type {
  AccountContext,
  ChannelRuntime,
  OpenClawConfig,
  ReplyPayload,
} from 'openclaw/plugin-sdk/channel-core';
import { deriveDurableFinalDeliveryRequirements } from 'openclaw/plugin-sdk/channel-outbound';
import type { Account } from './account.ts';
import { admit, type Admission } from './admit.ts';
import { isDecision } from './approvals.ts';
import { CHANNEL } from './channel.ts';
import { conversationOf, type Conversation } from './conversation.ts';
import type { Message } from './link.ts';
import type { Links } from './links.ts';
import { fetchMedia } from './media.ts';
import { askToPair } from './pairing.ts';
import type { Send } from './send.ts';
import { createTurn, type Turn, type TurnOptions } from './turn.ts';

export interface InboundOptions {
  readonly runtime: ChannelRuntime;
  readonly context: AccountContext<Account>;
  readonly links: Links;
  readonly send: Send;
  readonly after: TurnOptions['after'];
}

/** A message that has come from the relay, to its end: OpenClaw has it, or nobody will answer it. Rejects never. */
export type Receive = (message: Message) => Promise<void>;

/** Messages of one thread get ready one after the other, so that they reach the agent as they were said. */
export function createReceive(options: InboundOptions): Receive {
  const { context, links } = options;
  const { accountId } = context.account;
  const lastOf = new Map<string, Promise<unknown>>();
  const take = (id: string, refused?: string) =>
    links.find(accountId)?.say({ type: 'taken', id, ...(refused === undefined ? {} : { refused }) });

  return async function receive(message) {
    const before = lastOf.get(message.from);
    const ready = (async () => {
      await before;
      return await prepare(options, message);
    })();
    const settled = ready.catch(() => undefined);
    lastOf.set(message.from, settled);
    try {
      const prepared = await ready;
      const refused = 'refused' in prepared ? prepared.refused : undefined;
      if (!('refused' in prepared)) await hold(options, message, prepared, take);
      // A message OpenClaw has had before is taken up by nobody: here the relay hears of it.
      take(message.id, refused);
    } catch (error) {
      context.log?.error?.(`clawbridge: a message could not be handed over: ${textOf(error)}`);
      // A gateway that goes down takes it up when it is back.
      if (!context.abortSignal.aborted) take(message.id, 'OpenClaw could not take this message.');
    } finally {
      if (lastOf.get(message.from) === settled) lastOf.delete(message.from);
    }
  };
}

interface Prepared {
  readonly conversation: Conversation;
  readonly admission: Admission;
  readonly media: readonly unknown[];
}

type Refused = { readonly refused: string };

async function prepare(
  { runtime, context: { cfg, account }, links }: InboundOptions,
  message: Message,
): Promise<Prepared | Refused> {
  const { user, from: address } = message;
  const conversation = conversationOf(runtime, cfg, account.accountId, { user, address });
  const admission = await admit(runtime, cfg, account, conversation, message);
  const verdict = admission.ingress.ingress.admission;
  if (verdict === 'pairing-required') {
    await askToPair(runtime, account.accountId, links, message);
    return { refused: 'Waiting to be let in.' };
  }
  if (verdict !== 'dispatch') return { refused: 'The owner of this OpenClaw has not let you in.' };
  if (isDecision(message.text) && !mayDecide(account, admission, user))
    return { refused: 'You may not decide this: somebody the owner trusts has to.' };
  return { conversation, admission, media: await fetchMedia(runtime, account, message) };
}

function mayDecide({ approvers }: Account, { isStranger }: Admission, user: string): boolean {
  return approvers === undefined ? !isStranger : approvers.includes(user);
}

/** Until the turn is over. */
async function hold(
  options: InboundOptions,
  message: Message,
  prepared: Prepared,
  take: (id: string) => unknown,
): Promise<void> {
  const { runtime, context, links, after } = options;
  const { cfg, account, log } = context;
  const { accountId } = account;
  const { conversation, admission } = prepared;
  // A tool that is called in vain is nothing to be shown.
  const disableTools = admission.isStranger && !account.strangerTools;
  const turn = createTurn({
    turn: message.id,
    hasTools: !disableTools,
    show: (live) => links.find(accountId)?.show(message.from, live) ?? false,
    socket: () => links.find(accountId)?.socket(),
    after,
  });
  try {
    await runtime.inbound.dispatch({
      cfg,
      channel: CHANNEL,
      accountId,
      route: conversation,
      ctxPayload: contextOf(options, message, prepared),
      delivery: deliveryOf(options, cfg, message, turn),
      replyPipeline: { typing: { ...turn.typing, onStartError: () => undefined } },
      replyOptions: {
        ...turn.watches,
        turnAdoptionLifecycle: { onAdopted: () => void take(message.id) },
        // What is written is shown as it grows: no need to send it in pieces.
        disableBlockStreaming: true,
        suppressDefaultToolProgressMessages: true,
        disableTools,
      },
      record: { onRecordError: (error) => log?.error?.(`clawbridge: not recorded: ${textOf(error)}`) },
    });
  } finally {
    turn.end();
  }
}

function contextOf({ runtime, context }: InboundOptions, message: Message, prepared: Prepared): unknown {
  const { id, user, name, from, text, at } = message;
  const { conversation, admission, media } = prepared;
  const { agentId, accountId, dmScope, sessionKey } = conversation;
  return runtime.inbound.buildContext({
    channelIngress: admission.ingress,
    channel: CHANNEL,
    accountId: context.account.accountId,
    messageId: id,
    messageIdFull: id,
    timestamp: at,
    from: `${CHANNEL}:${user}`,
    sender: { id: user, name },
    conversation: { kind: 'direct', id: from, label: name, nativeChannelId: from },
    route: { agentId, dmScope, accountId, routeSessionKey: sessionKey },
    reply: { to: from, originatingTo: from },
    message: { body: text, bodyForAgent: text, rawBody: text, commandBody: text },
    access: { commands: { authorized: admission.commands } },
    ...(media.length === 0 ? {} : { media }),
  });
}

/** The last word goes through core's queue, which survives both of us; what leads there is sent as it comes. */
function deliveryOf({ context, send }: InboundOptions, cfg: OpenClawConfig, message: Message, turn: Turn) {
  const { accountId } = context.account;
  const route = { to: message.from, replyToId: message.id };
  return {
    async deliver(payload: ReplyPayload, info?: { readonly kind?: string }) {
      if (isConfirmation(message, payload)) return { visibleReplySent: false };
      const isFinal = info?.kind === 'final';
      if (isFinal) turn.answered();
      const id = await send({ cfg, accountId, ...route, payload }, { isFinal });
      return { visibleReplySent: true, messageIds: [id] };
    },
    durable(payload: ReplyPayload, info?: { readonly kind?: string }) {
      if (info?.kind !== 'final' || isConfirmation(message, payload)) return false;
      turn.answered();
      const requiredCapabilities = deriveDurableFinalDeliveryRequirements({
        payload,
        replyToId: message.id,
        reconcileUnknownSend: true,
      });
      return { ...route, requiredCapabilities } as const;
    },
    onError(error: unknown, info?: { readonly kind?: string }) {
      context.log?.error?.(`clawbridge: ${info?.kind ?? 'reply'} not delivered: ${textOf(error)}`);
    },
  };
}

/** That a decision has arrived: its card says so. */
function isConfirmation({ text }: Message, payload: ReplyPayload): boolean {
  return isDecision(text) && payload.text?.startsWith('✅') === true;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

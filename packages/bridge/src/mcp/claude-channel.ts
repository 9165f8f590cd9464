import type { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Place } from '../domain/conversation.ts';
import { cutText } from '../domain/cut-text.ts';
import type { LoggedEvent, PermissionRequest, SaidMessage } from '../domain/event.ts';
import type { PermissionVerdict } from '../domain/permission-verdict.ts';
import { holds } from '../domain/principal.ts';
import type { Verbs } from '../usecases/verbs.ts';
import { createEventFollower, type EventDoor } from './follow-events.ts';
import { createPendingPermissions } from './pending-permissions.ts';
import type { ToolSetName } from './tools/tool-set-names.ts';
import { whenClosed } from './when-closed.ts';

/** The name Claude Code gives when it connects. */
const CLAUDE_CODE = 'claude-code';

const CAPABILITY = { experimental: { 'claude/channel': {}, 'claude/channel/permission': {} } };

/**
 * A client that reads no more must not fill the memory: what it misses is in the event log. Over HTTP a message is sent at
 * once and waits in its stream, which has a limit of its own.
 */
const MOST_UNSENT = 1_000;

/**
 * What was said longer ago was missed, and is in the event log: a client would act on it as if it had just been said. Longer
 * than the clocks of gateways differ from ours.
 */
const NEW_MS = 10 * 60 * 1000;

/** Of a text a client wants to have logged. */
const MOST_CHARS = 10_000;

export type ClaudeChannelMode = 'auto' | 'on' | 'off';

export interface ChannelDoor extends EventDoor {
  /** `on`: for every client. `auto`: only for Claude Code, so that others cost nothing. */
  readonly claudeChannel: ClaudeChannelMode;
  readonly tools: readonly ToolSetName[];
}

/** Pushes what people write to one client, and the owner's word on what that client asks to be permitted. */
export interface ClaudeChannel {
  /** A client is there, and has said who it is. */
  greet(clientName: string | undefined): void;
}

/**
 * The channel of Claude Code, as `openclaw mcp serve` has it. A push may be lost; the event log has everything. Nothing is
 * kept beyond the connection.
 */
export function offerClaudeChannel(mcp: McpServer, door: ChannelDoor): ClaudeChannel {
  const { claudeChannel: mode, tools, principal } = door;
  if (mode === 'off' || !tools.includes('conversations') || !holds(principal, 'read')) return { greet() {} };
  const { server } = mcp;
  const pending = createPendingPermissions();
  const follower = createEventFollower(door, onEvent);
  /** Where the owner spoke last: strangers must not choose where his word counts. */
  let lastOfOwner: Place | undefined;
  let unsent = 0;

  server.registerCapabilities(CAPABILITY);
  whenClosed(mcp, follower.stop);
  server.setNotificationHandler(
    'notifications/claude/channel/permission_request',
    { params: permissionParams },
    onPermissionRequest,
  );
  return {
    greet(clientName) {
      if (mode === 'on' || clientName === CLAUDE_CODE) follow();
    },
  };

  function follow(): void {
    // The follower itself logs it, and tries again.
    follower.start().catch(() => {});
  }

  async function onPermissionRequest(permission: PermissionRequest): Promise<void> {
    const place = lastOfOwner === undefined ? {} : { place: lastOfOwner };
    pending.add({ request: permission, askedAt: Date.now(), ...place });
    // Whoever asks over the channel reads it, whatever it calls itself.
    follow();
    const { notePermission } = await door.verbs();
    await notePermission({ principal, permission, ...place });
  }

  function onEvent(event: LoggedEvent, { instances }: Verbs): void {
    if (event.type !== 'message' || event.message.role !== 'user' || event.sessionKey === undefined) return;
    const { instance, sessionKey, message } = event;
    if (message.route === undefined) return;
    const now = Date.now();
    // Where it does not count it is no message to the client, either.
    if (pending.isSpokenOf(event, now)) {
      const verdict = pending.answeredBy(event, now);
      if (verdict !== undefined) send(() => tell(verdict));
      return;
    }
    if (event.at < now - NEW_MS) return;
    if (message.fromOwner) lastOfOwner = { instance, sessionKey };
    // With one gateway, exactly what the client knows; a reply to another one has to find its way back.
    const isDefault = instances.some((one) => one.isDefault && one.name === instance);
    const elsewhere = isDefault ? {} : { instance };
    const meta = { ...metaOf(sessionKey, message), ...elsewhere };
    const content = message.text === '' ? '[non-text message]' : message.text;
    send(() => server.notification({ method: 'notifications/claude/channel', params: { content, meta } }));
  }

  async function tell({ requestId, behavior }: PermissionVerdict): Promise<void> {
    const params = { request_id: requestId, behavior };
    await server.notification({ method: 'notifications/claude/channel/permission', params });
    pending.drop(requestId);
  }

  /** In the order of the calls, because each transport takes messages in that order. */
  function send(deliver: () => Promise<void>): void {
    if (unsent >= MOST_UNSENT) return;
    unsent++;
    deliver()
      // The client has gone, or goes.
      .catch(() => {})
      .finally(() => unsent--);
  }
}

/** All strings, empty where there is nothing: that is what the client expects. */
function metaOf(sessionKey: string, { messageId, route }: SaidMessage): Record<string, string> {
  return {
    session_key: sessionKey,
    channel: route?.channel ?? '',
    to: route?.to ?? '',
    account_id: route?.accountId ?? '',
    thread_id: String(route?.threadId ?? ''),
    message_id: messageId,
  };
}

const text = () =>
  z
    .string()
    .catch('')
    .transform((value) => cutText(value, MOST_CHARS));

const permissionParams = z
  .looseObject({
    request_id: z.string().min(1).max(64),
    tool_name: text(),
    description: text(),
    input_preview: text(),
  })
  .transform(({ request_id, tool_name, description, input_preview }) => ({
    requestId: request_id,
    toolName: tool_name,
    description,
    inputPreview: input_preview,
  }));

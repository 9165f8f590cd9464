import { APPROVAL_KINDS, type ApprovalKind } from '../../domain/approval.ts';
import type { GatewayNews } from '../../domain/port/gateway-ear.ts';
import { defined, object, text, type Json } from '../json.ts';
import { approvalFrom, resolutionFrom } from './approval-row.ts';
import type { GatewayEvent } from './connection.ts';
import { messageFromPayload } from './message-row.ts';
import { activityFrom, routeFrom } from './session-row.ts';

/** What an event of the gateway is news of; undefined for the many that are none. */
export function newsFrom(instance: string, { event, payload }: GatewayEvent): GatewayNews | undefined {
  if (event === 'session.message') return messageNews(instance, payload);
  if (event === 'sessions.changed') return sessionNews(payload);
  const kind = APPROVAL_KINDS.find((one) => event.startsWith(`${one}.approval.`));
  return kind && approvalNews(instance, kind, event, payload);
}

function messageNews(instance: string, payload: Json): GatewayNews | undefined {
  const message = messageFromPayload(instance, payload);
  if (!message) return undefined;
  const session = object(payload['session']);
  return {
    kind: 'message',
    message,
    ...defined({ route: routeFrom(session) ?? routeFrom(payload) }),
  };
}

function sessionNews(payload: Json): GatewayNews | undefined {
  const session = object(payload['session']);
  const sessionKey = text(payload['sessionKey']) ?? text(session['key']);
  if (sessionKey === undefined) return undefined;
  const isActive = activityFrom(session) ?? activityFrom(payload);
  const route = routeFrom(session) ?? routeFrom(payload);
  return { kind: 'session', sessionKey, ...defined({ reason: text(payload['reason']), route, isActive }) };
}

function approvalNews(
  instance: string,
  kind: ApprovalKind,
  event: string,
  payload: Json,
): GatewayNews | undefined {
  if (event.endsWith('.requested')) {
    const approval = approvalFrom(instance, kind, payload);
    return approval && { kind: 'approval', approval };
  }
  if (!event.endsWith('.resolved')) return undefined;
  const resolution = resolutionFrom(instance, kind, payload);
  return resolution && { kind: 'resolution', resolution };
}

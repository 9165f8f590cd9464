import { announceMessage } from '../announce.ts';
import { method } from '../method.ts';
import { Refusal } from '../refusal.ts';
import { noteRow } from '../row.ts';
import { ADMIN } from '../scopes.ts';
import { fullKey } from '../session-key.ts';

/** Puts words into the assistant's mouth. No run stands behind them, and they go out over no channel. */
export const chatInject = method(
  'chat.inject',
  ADMIN,
  { sessionKey: 'string', message: 'string', label: 'string?', agentId: 'any?' },
  ({ gateway, params }) => {
    const { message, label } = params;
    const session = gateway.disk.sessions.find(fullKey(params.sessionKey));
    if (session === undefined) throw new Refusal('INVALID_REQUEST', 'session not found');
    const row = session.append(noteRow(label === undefined ? message : `[${label}]\n\n${message}`));
    const hasActiveRun = gateway.runs.activeIn(session).length > 0;
    announceMessage(gateway.audience, session, row, { hasActiveRun });
    return { ok: true, messageId: row.__openclaw.id };
  },
);

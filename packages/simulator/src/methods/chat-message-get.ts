import { method } from '../method.ts';
import { READ } from '../scopes.ts';
import { fullKey } from '../session-key.ts';

/** One row in full length. */
export const chatMessageGet = method(
  'chat.message.get',
  READ,
  { sessionKey: 'string', messageId: 'string', agentId: 'any?', maxChars: 'any?' },
  ({ gateway, params }) => {
    const session = gateway.disk.sessions.find(fullKey(params.sessionKey));
    const message = session?.transcript.find(params.messageId);
    return message === undefined ? { ok: false, unavailableReason: 'not_found' } : { ok: true, message };
  },
);

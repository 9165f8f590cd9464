import type { ChannelRuntime, OpenClawConfig } from 'openclaw/plugin-sdk/channel-core';
import { CHANNEL } from './channel.ts';
import type { Message } from './link.ts';
import type { Links } from './links.ts';
import type { Send } from './send.ts';

/** Writes down that somebody would like to come in, and tells him what the owner has to do. Once for each code and thread. */
export async function askToPair(
  { pairing }: Pick<ChannelRuntime, 'pairing'>,
  accountId: string,
  links: Links,
  { user, name, from }: Message,
): Promise<void> {
  const { code } = await pairing.upsertPairingRequest({
    channel: CHANNEL,
    id: user,
    accountId,
    meta: { name },
  });
  const text = pairing.buildPairingReply({ channel: CHANNEL, idLine: `Your user id: ${user}`, code });
  const link = links.find(accountId);
  // The relay brings the message again, and this with it.
  if (!link) throw new Error('The relay is not connected.');
  await link.ask({ type: 'notice', nonce: `pairing:${code}:${from}`, to: from, text });
}

/** How OpenClaw tells somebody that he was let in. */
export function pairingTexts(send: Send): object {
  return {
    text: {
      idLabel: 'clawbridgeUserId',
      message: 'You have been let in: say it again.',
      notify: async (approved: {
        readonly cfg: OpenClawConfig;
        readonly id: string;
        readonly message: string;
        readonly accountId?: string;
      }) => {
        const { cfg, id, message, accountId } = approved;
        await send({ cfg, to: id, text: message, ...(accountId === undefined ? {} : { accountId }) });
      },
    },
  };
}

import type { OpenClawConfig } from 'openclaw/plugin-sdk/channel-core';
import type { Account } from './account.ts';
import { CHANNEL } from './channel.ts';
import { personId } from './person.ts';

/** Who may write, as OpenClaw's own checks ask for it. */
export const security = {
  dm: {
    channelKey: CHANNEL,
    resolvePolicy: ({ dmPolicy }: Account) => dmPolicy,
    resolveAllowFrom: ({ allowFrom }: Account) => allowFrom,
    defaultPolicy: 'pairing',
    normalizeEntry: (entry: string) => personId(entry) ?? '',
  },
  collectWarnings: ({ account }: { readonly account: Account; readonly cfg: OpenClawConfig }) =>
    warningsOf(account),
};

/** What an owner should know before somebody else finds out. */
export function warningsOf({ dmPolicy, allowFrom, strangerTools, accountId, url }: Account): string[] {
  const place = `Clawbridge (${accountId})`;
  const isOpen = dmPolicy === 'open';
  return [
    ...(isOpen
      ? [
          `${place}: dmPolicy="open" lets everybody who has an invitation to the web chat talk to the agent, unseen by you. ${
            strangerTools
              ? 'With strangerTools they may use its tools as well: whoever gets in commands this machine. Set strangerTools to false, or dmPolicy to "pairing".'
              : 'They get no tools; set dmPolicy to "pairing" to see who comes.'
          }`,
        ]
      : []),
    ...(!isOpen && allowFrom.includes('*')
      ? [`${place}: allowFrom contains "*", which admits everybody; name the people instead.`]
      : []),
    ...(url !== undefined && isPlain(url)
      ? [`${place}: ${url} is not encrypted and leaves this machine; use wss://.`]
      : []),
  ];
}

function isPlain(url: string): boolean {
  return /^ws:/i.test(url) && !/^ws:\/\/(localhost|127(\.\d+){3}|\[::1\])(:|\/|$)/i.test(url);
}

import { cutText } from '../domain/cut-text.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { isoTime } from '../domain/iso-time.ts';
import { printable } from '../domain/printable.ts';
import { readToken, type CloudToken } from '../mcp/xiaozhi/token.ts';
import type { Verdict } from './check.ts';

const PURPOSE = 'mcp-endpoint';
const DAY_MS = 24 * 60 * 60 * 1000;

/** A person needs some time to get another one. */
const SOON_DAYS = 30;

const RENEW =
  'Get the address of the MCP endpoint anew from the settings of the agent at xiaozhi.me, and set it in place of this one.';

/** What the token of an endpoint says of itself. Undefined on a server of one's own, where nobody else can read it. */
export function endpointToken({ url, kind }: Endpoint, now: number): Verdict | undefined {
  if (kind !== 'cloud') return undefined;
  const token = readToken(url);
  if (token === undefined)
    return { status: 'warn', detail: 'it is none that can be read', hint: `It may be cut off. ${RENEW}` };
  if (token.purpose !== PURPOSE)
    return {
      status: 'fail',
      detail: `it is for "${printable(cutText(token.purpose, 40))}", not for an MCP endpoint`,
      hint: RENEW,
    };
  return lifetimeOf(token, now);
}

function lifetimeOf({ agentId, expiresAt }: CloudToken, now: number): Verdict {
  const whose = `of agent ${agentId}`;
  if (expiresAt === undefined) return { status: 'ok', detail: `${whose}, good without an end` };
  const days = Math.floor((expiresAt - now) / DAY_MS);
  if (expiresAt <= now)
    return { status: 'fail', detail: `${whose}, expired at ${isoTime(expiresAt)}`, hint: RENEW };
  const detail = `${whose}, good until ${isoTime(expiresAt)} (${days === 1 ? '1 day' : `${days} days`} left)`;
  return days < SOON_DAYS ? { status: 'warn', detail, hint: RENEW } : { status: 'ok', detail };
}

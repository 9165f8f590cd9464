import { cutText } from '../../domain/cut-text.ts';
import { printable } from '../../domain/printable.ts';
import {
  authFailed,
  BREATH_MS,
  brokenOff,
  COPY_AGAIN,
  LATER,
  serverError,
  SOON,
  TRY_LATER,
  type Loss,
  type Party,
} from './loss.ts';

/** Two bridges that both come back at once would throw each other out for ever. */
const REPLACED_MIN_MS = 60_000;
const REPLACED_MAX_MS = 10 * 60_000;

/** Longer than the other one may pause: it is not gone because it has not come back yet. */
const REPLACED_FORGIVEN_MS = 15 * 60_000;

const ABNORMAL = 1006;

const BY_CODE: Readonly<Record<number, (party: Party) => Loss>> = {
  1001: ({ host }) => ({
    reason: 'closed',
    message: `${host} is going away.`,
    hint: `It may be restarting. ${TRY_LATER}`,
    backoff: SOON,
  }),
  [ABNORMAL]: ({ host }) => brokenOff(host),
  1009: ({ host }) => ({
    reason: 'too_large',
    message: `${host} closed the connection: a frame was too large for it.`,
    hint: 'Say less at once: lower --speech-bytes.',
    backoff: LATER,
  }),
  4004: ({ host }) => ({
    reason: 'frame_refused',
    message: `${host} did not like a frame, or has a fault (4004).`,
    hint: `Several bridges on one endpoint bring it about, too. ${TRY_LATER}`,
    backoff: LATER,
    minMs: BREATH_MS,
  }),
};

/** How the server puts it when it closes with 1008. */
const AUTH_FACES: readonly { readonly said: string; readonly what: string; readonly hint: string }[] = [
  { said: '缺少token参数', what: 'there is no token in the address', hint: COPY_AGAIN },
  {
    said: 'token解密失败',
    what: 'it cannot decrypt the token',
    hint: `The token was changed on the way, or made with another key. ${COPY_AGAIN}`,
  },
  { said: '无对应agentId', what: 'no agent belongs to the token', hint: COPY_AGAIN },
  {
    said: 'token数据格式错误',
    what: 'what is in the token has another form than it knows',
    hint: COPY_AGAIN,
  },
];

/**
 * What a close frame means, or that there was none.
 * @param reason what the other side says of it, without secrets
 */
export function closed(code: number, reason: string, party: Party): Loss {
  if (reason.includes('新连接替换')) return replaced(party);
  if (code === 1008) {
    const face = AUTH_FACES.find(({ said }) => reason.includes(said));
    return authFailed(party, face?.what ?? said(code, reason), face?.hint);
  }
  if (code >= 1011 && code <= 1014) return serverError(party, said(code, reason));
  return (
    BY_CODE[code]?.(party) ?? {
      reason: 'closed',
      message: `${party.host} closed the connection (${said(code, reason)}).`,
      hint: TRY_LATER,
      backoff: SOON,
      minMs: BREATH_MS,
    }
  );
}

const MOST_REASON = 120;

function said(code: number, reason: string): string {
  return reason === '' ? String(code) : `${code}, ${cutText(printable(reason), MOST_REASON)}`;
}

function replaced({ host }: Party): Loss {
  return {
    reason: 'replaced',
    message: `Another program has taken this endpoint over at ${host}.`,
    hint: 'An endpoint is for one bridge: stop the other one, or give it an endpoint of its own.',
    backoff: { initialMs: 30_000, factor: 2, maxMs: REPLACED_MAX_MS },
    minMs: REPLACED_MIN_MS,
    forgivenAfterMs: REPLACED_FORGIVEN_MS,
  };
}

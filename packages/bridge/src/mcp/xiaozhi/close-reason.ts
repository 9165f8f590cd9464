import { closed } from './closed.ts';
import type { Ending } from './ending.ts';
import { failed } from './failed.ts';
import { LATER, SOON, TRY_LATER, type Loss, type Party } from './loss.ts';
import { refused } from './refused.ts';

/** For the server to notice that the old socket has ended. */
const ZOMBIE_MIN_MS = 300;

/** What happened to a connection, why, and how long to wait. Nothing of it holds the token. */
export function closeReason(ending: Ending, party: Party): Loss {
  switch (ending.how) {
    case 'closed':
      return closed(ending.code, party.redact(ending.reason), party);
    case 'refused':
      return refused(ending.status, party);
    case 'failed':
      return failed(ending.error, party);
    case 'silent':
      return {
        reason: 'silence',
        message: `${party.host} has fallen silent: not even a ping is answered.`,
        hint: 'The network in between may be gone. clawbridge connects anew by itself.',
        backoff: SOON,
      };
    case 'zombie':
      return {
        reason: 'zombie',
        message: `${party.host} has lost track of this connection: devices would not have found it.`,
        hint: 'A fault of the endpoint server, which happens after a cut connection. clawbridge connects anew by itself.',
        backoff: { initialMs: 300, factor: 2, maxMs: 60_000 },
        minMs: ZOMBIE_MIN_MS,
      };
    case 'mute':
      return {
        reason: 'never_answers',
        message: `${party.host} accepts the connection, but never answers.`,
        hint: 'On a server of your own, restart mcp-endpoint-server. clawbridge stays connected and looks again.',
        backoff: LATER,
      };
    case 'ignored':
      return {
        reason: 'never_answers',
        message: `${party.host} accepts the connection, but never answers: it has not even asked for the tools.`,
        hint: `The cloud may be in trouble. ${TRY_LATER} If it stays like that, copy the address again from where the endpoint is set up.`,
        backoff: LATER,
      };
    case 'unserved':
      return {
        reason: 'internal',
        message: `${party.host} was reached, but clawbridge could not begin to answer there.`,
        hint: `A fault of clawbridge: its log says more. ${TRY_LATER}`,
        backoff: LATER,
      };
    case 'error':
      return {
        reason: 'internal',
        message: `${party.host} leads to somebody who answers with an error (${ending.code}).`,
        hint: 'It is the bridge that serves there which fails: its log says more.',
        backoff: LATER,
      };
  }
}

import { startSimulatedPlugin } from '@clawbridge/simulator';
import { newTokenId, newTokenSecret, tokenHash } from '../auth/token-secret.ts';
import type { Bridge } from '../bridge.ts';
import { openPeople } from '../open-people.ts';
import { createCreateLinkToken } from '../usecases/create-link-token.ts';

/** As fast as one reads. Milliseconds between two words. */
const WORD_MS = 40;

/** Who is invited besides the owner. */
const GUEST = 'Ada';

export interface DemoChat {
  /** Lets one browser in as somebody else than the owner, once. */
  readonly inviteUrl: string;
  stop(): void;
}

/**
 * Plays OpenClaw's channel plugin against our own relay, and invites somebody.
 * @param url of the page
 */
export async function openDemoChat({ store, clock, background }: Bridge, url: string): Promise<DemoChat> {
  const createLinkToken = createCreateLinkToken({
    store: store.accessTokens,
    clock,
    newId: newTokenId,
    newSecret: newTokenSecret,
    hash: tokenHash,
  });
  const { secret: token } = await createLinkToken('default');
  const people = openPeople({ store, clock, background, lookAgain() {} });
  const { code } = await people.inviteWebUser(GUEST);
  const plugin = startSimulatedPlugin({
    url: `${url.replace('http', 'ws')}/openclaw`,
    token,
    wordMs: WORD_MS,
  });
  return { inviteUrl: `${url}/#invite=${code}`, stop: plugin.stop };
}

import { createHmac } from 'node:crypto';
import type { Config } from './config/read.ts';
import { webhookSecret } from './config/webhook-secret.ts';

/** A key for another purpose than the secret it is made of. */
const PURPOSE = 'clawbridge request state';

/**
 * Signs what travels through clients with a question and comes back with its answer, perhaps to another process. So it is
 * made of what those share: the webhook secret, chosen or in the home folder. Its receivers know it too, but a state lets
 * nobody do what he could not ask for. 32 bytes. Errors: `config_invalid`.
 */
export function stateKeyFrom({ notify, home }: Pick<Config, 'notify' | 'home'>): Uint8Array {
  return createHmac('sha256', notify.secret ?? webhookSecret(home))
    .update(PURPOSE)
    .digest();
}

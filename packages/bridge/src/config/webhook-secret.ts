import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isWebhookSecret, SECRET_PREFIX } from '../domain/webhook-secret.ts';
import { makeFolder } from '../store/make-folder.ts';
import { invalid } from './option.ts';

/** The Standard Webhooks specification asks for 24 to 64. */
const KEY_BYTES = 32;

/**
 * The secret in `webhook-secret` of the home folder, for webhooks nobody chose a secret for. It is made the first time;
 * processes that start together agree on one. Errors: `config_invalid`.
 */
export function webhookSecret(home: string): string {
  const file = webhookSecretFile(home);
  const existing = readSecret(file);
  if (existing !== undefined) return existing;
  try {
    makeFolder(home);
    return writeWhole(file, SECRET_PREFIX + randomBytes(KEY_BYTES).toString('base64'));
  } catch {
    const written = readSecret(file);
    if (written !== undefined) return written;
    throw invalid(
      `${file} cannot be written.`,
      'Make the folder writable for this user, or set --webhook-secret.',
    );
  }
}

export function webhookSecretFile(home: string): string {
  return join(home, 'webhook-secret');
}

function readSecret(file: string): string | undefined {
  let secret: string;
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw invalid(`${file} cannot be read.`, 'Make it readable for this user, or set --webhook-secret.');
  }
  if (isWebhookSecret(secret)) return secret;
  throw invalid(`${file} is damaged.`, 'Delete it; a new secret is made, which the receivers need to know.');
}

/** Whole or not at all, and never over another process's secret: `link` fails where there is a file. */
function writeWhole(file: string, secret: string): string {
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, `${secret}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } finally {
    unlinkSync(draft);
  }
  return secret;
}

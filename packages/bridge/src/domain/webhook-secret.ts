/** What stands before a key in base64, as the Standard Webhooks specification writes secrets. */
export const SECRET_PREFIX = 'whsec_';

/** Any text is a secret, but one that says it holds a key in base64 must hold one. */
export function isWebhookSecret(text: string): boolean {
  if (!text.startsWith(SECRET_PREFIX)) return text.length > 0;
  const key = text.slice(SECRET_PREFIX.length);
  return key.length % 4 !== 1 && /^[A-Za-z0-9+/]+={0,2}$/.test(key);
}

import { expect, it } from 'vitest';
import { isWebhookSecret } from './webhook-secret.ts';

it.each([
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', true],
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILA==', true],
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILA', true],
  ['correct horse battery staple', true],
  ['', false],
  ['whsec_', false],
  ['whsec_not base64!', false],
  ['whsec_abcde', false],
])('%j can sign: %s', (secret, good) => {
  expect(isWebhookSecret(secret)).toBe(good);
});

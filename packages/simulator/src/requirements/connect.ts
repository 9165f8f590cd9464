import { both, SEEN } from './requirement.ts';

/** Who is let in, and with which rights. */
export const connectRequirements = [
  both('connect.challenge', '§5', 'The first frame is connect.challenge with nonce and ts.'),
  both(
    'connect.hello',
    '§5',
    'hello-ok has protocol 4, server {version,bootId,connId}, features, auth and policy.',
  ),
  both('connect.backend', '§5', 'On loopback the token alone keeps every requested scope, admin included.'),
  both(
    'connect.paired-silently',
    '§5',
    'On loopback a cli with a new device is paired silently and gets a deviceToken.',
  ),
  both('connect.backend-not-paired', '§5', 'A backend with a device is let in and not paired.'),
  both(
    'connect.device-token',
    '§5',
    'A deviceToken alone is enough later, as auth.token or auth.deviceToken.',
  ),
  both(
    'connect.device-token.scopes',
    '§5',
    'More scopes than the deviceToken has: AUTH_SCOPE_MISMATCH, close 1008.',
  ),
  both('connect.bad-token', '§5', 'A wrong token: INVALID_REQUEST with AUTH_TOKEN_MISMATCH, close 1008.'),
  both('connect.no-token', '§5', 'No token: DEVICE_IDENTITY_REQUIRED; with a device AUTH_TOKEN_MISSING.'),
  both(
    'connect.params',
    '§5',
    'An unknown client id or key is refused in the words of the schema, close 1008.',
  ),
  both('connect.protocol', '§5', 'A range without 4: PROTOCOL_MISMATCH, close 1002; a range with 4 is fine.'),
  both(
    'connect.origin',
    '§5',
    'A webchat client or an Origin header: CONTROL_UI_ORIGIN_NOT_ALLOWED, close 1008.',
  ),
  both(
    'connect.signature',
    '§5',
    'A device that signed something else: DEVICE_AUTH_SIGNATURE_INVALID, close 1008.',
  ),
  both('connect.proxy', '§5', 'X-Forwarded-For, and no proxy is trusted: HTTP 403 at the upgrade.'),
  both('connect.first', SEEN, 'Any other first request is refused, close 1008.'),
  both('remote.no-device', '§5', 'From elsewhere the token without a device connects with no scopes at all.'),
  both(
    'remote.not-paired',
    '§5',
    'A new device from elsewhere: NOT_PAIRED, PAIRING_REQUIRED with a stable requestId.',
  ),
  both('remote.approved', '§5', 'An approved device connects with its scopes and gets a deviceToken.'),
  both(
    'remote.upgrade',
    SEEN,
    'An approved device that wants more scopes: PAIRING_REQUIRED, reason scope-upgrade.',
  ),

  both(
    'connect.widened',
    SEEN,
    'On loopback a paired device with the token gets more scopes without a word, and a new deviceToken for all of them.',
  ),
  both('connect.narrowed', SEEN, 'It may ask for fewer, and keeps its deviceToken and what that allows.'),
] as const;

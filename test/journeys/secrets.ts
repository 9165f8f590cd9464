/**
 * One secret of every kind, planted where it belongs. Each has characters that URLs, JSON and Base64 spell otherwise.
 * A feature that takes a new secret adds a line here, and its value to where `planted` is used.
 */
export const SECRETS = {
  gatewayToken: 'planted-gateway-token/1+a=',
  gatewayPassword: 'planted-gateway-password "2"/b',
  instancesToken: 'planted-token-in-instances/3+c',
  urlPassword: 'planted-password-in-url-4d',
  webhookSecret: `whsec_${Buffer.from('planted webhook secret 5').toString('base64')}`,
  notifierSecret: `whsec_${Buffer.from('planted notifier secret 6').toString('base64')}`,
  databasePassword: 'planted-database-password-7g',
  clientSecret: 'planted-client-secret-of-32-characters/8+h',
  metricsToken: 'planted-metrics-token/9+i',
  otlpHeader: 'planted-otlp-header-10j',
  ownerPassword: 'planted owner password 11/k',
  wrongPassword: 'planted wrong password 12/l',
  wrongBearer: 'planted-wrong-bearer.13+m',
  queryToken: 'planted-token-in-query-14n',
  endpointToken: 'planted-endpoint-token/15+o==',
} as const;

/** Every way a secret might be written down. */
function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ secret }).toString().slice('secret='.length),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
}

/** Which of the secrets a text shows. */
export function shownIn(text: string, secrets: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const found = spellings(secret).find((spelling) => text.includes(spelling));
    return found === undefined ? [] : [`${name} as ${found}`];
  });
}

/** The resources a `subscriptions/listen` wants to hear of. The SDK refuses what is malformed; here it is none. */
export function listenedUris(body: unknown): readonly string[] {
  const uris = field(field(field(body, 'params'), 'notifications'), 'resourceSubscriptions');
  return Array.isArray(uris) ? uris.filter((uri): uri is string => typeof uri === 'string') : [];
}

export function isListen(body: unknown): boolean {
  return field(body, 'method') === 'subscriptions/listen';
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

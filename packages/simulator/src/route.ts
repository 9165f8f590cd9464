/** Where what is said in a session comes from and goes to. */
export interface Route {
  readonly channel: string;
  readonly to: string;
  readonly accountId?: string;
  readonly threadId?: string | number;
}

/** A route in all the places where the gateway tells it. */
export function routeFields(route: Route | undefined): Readonly<Record<string, unknown>> {
  if (route === undefined) return {};
  const { channel, to, accountId, threadId } = route;
  return {
    deliveryContext: route,
    lastChannel: channel,
    lastTo: to,
    ...(accountId === undefined ? {} : { lastAccountId: accountId }),
    ...(threadId === undefined ? {} : { lastThreadId: threadId }),
    channel,
    origin: { provider: channel, to },
  };
}

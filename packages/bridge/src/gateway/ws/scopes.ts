import { GATEWAY_MODES, type GatewayMode } from '../../domain/instance.ts';

/**
 * What to ask for. Every connection of an instance asks for the same: the gateway's token for this device is kept with the
 * scopes it was given for.
 */
export function scopesOf(mode: GatewayMode): string[] {
  return GATEWAY_MODES.slice(0, GATEWAY_MODES.indexOf(mode) + 1).map((one) => `operator.${one}`);
}

/**
 * A scope without which a connection fails later and says less; undefined when nothing is missing. Approvals and
 * administration are not insisted on: a connection without them still reads and talks.
 */
export function lackingScope(mode: GatewayMode, granted: readonly string[]): string | undefined {
  if (granted.includes('operator.admin')) return undefined;
  const needed = mode === 'read' ? ['operator.read'] : ['operator.read', 'operator.write'];
  return needed.find((scope) => !granted.includes(scope));
}

import { isIPv6 } from 'node:net';
import type { AddressRange } from '../auth/client-address.ts';
import type { Config } from '../config/read.ts';
import { untrustedProxy } from '../config/untrusted-proxy.ts';
import type { Check, Finding } from './check.ts';

/** The widest that one house or provider has: 10.0.0.0/8, fc00::/7. */
const WIDEST_BITS = { ipv4: 8, ipv6: 7 };

/** Whether what proxies say of their clients is believed from those, and only those, who say it. */
export const checkProxy: Check = async (config) => {
  const verdict = verdictOn(config);
  return verdict === undefined ? [] : [{ name: 'Proxy', ...verdict }];
};

function verdictOn(config: Config): Omit<Finding, 'name'> | undefined {
  const { http } = config;
  const wide = http.trustProxy.find(isTooWide);
  if (wide !== undefined)
    return {
      status: 'warn',
      detail: `--trust-proxy believes ${wide.address}/${wide.bits}, which are more addresses than anybody’s proxies have`,
      hint: 'Whoever is among them chooses his own address. Name those your proxies connect from.',
    };
  if (http.trustProxy.length > 0) return { status: 'ok', detail: 'clients are seen through --trust-proxy' };
  const hint = untrustedProxy(config);
  if (hint === undefined) return undefined;
  return {
    status: 'warn',
    detail: `clients call ${config.auth.issuer} through a proxy, and no proxy is trusted: all of them seem to come from its address`,
    hint,
  };
}

function isTooWide({ address, bits }: AddressRange): boolean {
  return bits < (isIPv6(address) ? WIDEST_BITS.ipv6 : WIDEST_BITS.ipv4);
}

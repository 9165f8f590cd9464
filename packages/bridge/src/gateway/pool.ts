import { recordOf, toFailure } from '../domain/failure.ts';
import { pickInstance, type Instance } from '../domain/instance.ts';
import type { AgentRunner } from '../domain/port/agent-runner.ts';
import type { InstanceProbe } from '../domain/port/instance-probe.ts';
import type { Log } from '../domain/port/log.ts';
import { createAutoOutlet } from './auto.ts';
import { createHttpOutlet } from './http/outlet.ts';
import type { GatewayOutlet } from './outlet.ts';
import { loadDevice } from './ws/device.ts';
import { openDeviceTokens } from './ws/device-tokens.ts';
import { createWsOutlet } from './ws/outlet.ts';

export interface GatewayPoolOptions {
  readonly instances: readonly Instance[];
  /** The device key, made when missing. */
  readonly deviceFile: string;
  readonly deviceTokensFile: string;
  readonly allowPlaintext: boolean;
  readonly version: string;
  readonly log: Log;
}

export type GatewayPool = AgentRunner & InstanceProbe & { close(): Promise<void> };

/** All gateways behind one port. Nothing is opened before it is needed; one broken gateway leaves the others alone. */
export function createGatewayPool(options: GatewayPoolOptions): GatewayPool {
  const outlets = new Map<string, GatewayOutlet>();
  const outletOf = (name: string): GatewayOutlet => {
    const outlet = outlets.get(name) ?? createOutlet(pickInstance(options.instances, name), options);
    outlets.set(name, outlet);
    return outlet;
  };
  return {
    run: async (run, watch) => await outletOf(run.instance).run(run, watch),
    rejoin: async (run, watch) => await outletOf(run.instance).rejoin(run, watch),
    async probe(name) {
      try {
        return await outletOf(name).probe();
      } catch (thrown) {
        return { failure: recordOf(toFailure(thrown)) };
      }
    },
    async close() {
      await Promise.all([...outlets.values()].map((outlet) => outlet.close()));
    },
  };
}

function createOutlet(instance: Instance, options: GatewayPoolOptions): GatewayOutlet {
  switch (instance.outlet) {
    case 'http':
      return createHttpOutlet(instance);
    case 'ws':
      return wsOutlet(instance, options);
    case 'auto':
      return createAutoOutlet(wsOutlet(instance, options), createHttpOutlet(instance), options.log);
  }
}

function wsOutlet(
  instance: Instance,
  { deviceFile, deviceTokensFile, allowPlaintext, version, log }: GatewayPoolOptions,
) {
  return createWsOutlet({
    instance,
    ownsAllRuns: instance.outlet === 'ws',
    device: loadDevice(deviceFile),
    tokens: openDeviceTokens(deviceTokensFile),
    log,
    version,
    allowPlaintext,
  });
}

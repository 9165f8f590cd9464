import { recordOf, toFailure } from '../domain/failure.ts';
import { pickInstance, type Instance } from '../domain/instance.ts';
import type { AgentRunner } from '../domain/port/agent-runner.ts';
import type { Approvals } from '../domain/port/approvals.ts';
import type { Conversations } from '../domain/port/conversations.ts';
import type { GatewayEar } from '../domain/port/gateway-ear.ts';
import type { InstanceProbe } from '../domain/port/instance-probe.ts';
import type { Log } from '../domain/port/log.ts';
import type { MessageSender } from '../domain/port/message-sender.ts';
import { createAutoOutlet } from './auto.ts';
import type { GatewayOutlet } from './outlet.ts';
import { createPooledEar } from './pooled-ear.ts';

export interface GatewayPoolOptions {
  readonly instances: readonly Instance[];
  /** The device key, made when missing. */
  readonly deviceFile: string;
  readonly deviceTokensFile: string;
  readonly allowPlaintext: boolean;
  readonly version: string;
  readonly log: Log;
}

export interface GatewayPool
  extends AgentRunner, InstanceProbe, MessageSender, Conversations, Approvals, GatewayEar {
  /** Ends all listening as well. */
  close(): Promise<void>;
}

/** All gateways behind one port. Nothing is opened before it is needed; one broken gateway leaves the others alone. */
export function createGatewayPool(options: GatewayPoolOptions): GatewayPool {
  const outlets = new Map<string, Promise<GatewayOutlet>>();
  const ears = createPooledEar(outletOf);
  return {
    run: async (run, watch) => await (await outletOf(run.instance)).run(run, watch),
    rejoin: async (run, watch) => await (await outletOf(run.instance)).rejoin(run, watch),
    sendMessage: async (message) => await (await outletOf(message.instance)).sendMessage(message),
    sessions: async (query) => await (await outletOf(query.instance)).sessions(query),
    session: async (place) => await (await outletOf(place.instance)).session(place),
    newest: async (place) => await (await outletOf(place.instance)).newest(place),
    tail: async (place) => await (await outletOf(place.instance)).tail(place),
    since: async (place) => await (await outletOf(place.instance)).since(place),
    around: async (place) => await (await outletOf(place.instance)).around(place),
    message: async (place) => await (await outletOf(place.instance)).message(place),
    pending: async (instance) => await (await outletOf(instance)).pending(instance),
    decide: async (verdict) => await (await outletOf(verdict.instance)).decide(verdict),
    ended: async (query) => await (await outletOf(query.instance)).ended(query),
    outcome: async (approval) => await (await outletOf(approval.instance)).outcome(approval),
    listen: (instance, hearing) => ears.listen(instance, hearing),
    async probe(name) {
      try {
        return await (await outletOf(name)).probe();
      } catch (thrown) {
        return { failure: recordOf(toFailure(thrown)) };
      }
    },
    async close() {
      ears.close();
      await Promise.all([...outlets.values()].map(closeWhenOpen));
    },
  };

  /** What could not be opened, a device key that cannot be read say, is tried again at the next call. */
  async function outletOf(name: string): Promise<GatewayOutlet> {
    const opening = outlets.get(name) ?? createOutlet(pickInstance(options.instances, name), options);
    outlets.set(name, opening);
    try {
      return await opening;
    } catch (thrown) {
      outlets.delete(name);
      throw thrown;
    }
  }
}

async function closeWhenOpen(opening: Promise<GatewayOutlet>): Promise<void> {
  const outlet = await opening.catch(() => undefined);
  await outlet?.close();
}

async function createOutlet(instance: Instance, options: GatewayPoolOptions): Promise<GatewayOutlet> {
  switch (instance.outlet) {
    case 'http':
      return await httpOutlet(instance);
    case 'ws':
      return await wsOutlet(instance, options);
    case 'auto':
      return createAutoOutlet(await wsOutlet(instance, options), await httpOutlet(instance), options.log);
  }
}

// What it takes to speak to a gateway is loaded with the first run: most processes that a client program keeps at hand
// never make one.

async function wsOutlet(
  instance: Instance,
  { deviceFile, deviceTokensFile, allowPlaintext, version, log }: GatewayPoolOptions,
): Promise<GatewayOutlet> {
  const [{ createWsOutlet }, { loadDevice }, { openDeviceTokens }] = await Promise.all([
    import('./ws/outlet.ts'),
    import('./ws/device.ts'),
    import('./ws/device-tokens.ts'),
  ]);
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

async function httpOutlet(instance: Instance): Promise<GatewayOutlet> {
  const { createHttpOutlet } = await import('./http/outlet.ts');
  return createHttpOutlet(instance);
}

import { startSimulator, type Simulator } from '@clawbridge/simulator';
import { makeHome, type Environment, type Home } from './program.ts';

/** A simulated gateway, a home, and the environment that names both. */
export interface World {
  readonly gateway: Simulator;
  readonly home: Home;
  readonly env: Environment;
}

export async function makeWorld(): Promise<World> {
  const gateway = await startSimulator();
  const home = makeHome();
  const env = {
    CLAWBRIDGE_HOME: home.path,
    OPENCLAW_URL: gateway.httpUrl,
    OPENCLAW_GATEWAY_TOKEN: gateway.token,
  };
  return { gateway, home, env };
}

export async function leaveWorld({ gateway, home }: World): Promise<void> {
  await gateway.stop();
  home.remove();
}

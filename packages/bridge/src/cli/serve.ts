import { openBridge } from '../bridge.ts';
import { ownerFrom, mayRun } from '../owner.ts';
import { serveBridge } from '../serve/serve-bridge.ts';
import { serveEndpoints } from '../serve/serve-endpoints.ts';
import { tellAddress } from '../serve/tell-address.ts';
import type { ExitCode, Invocation } from './command.ts';
import { OK } from './exit-code.ts';
import { writePidFile } from './pid-file.ts';
import { GRACE_MS, untilStopSignal } from './stop.ts';

/** Serves HTTP and the endpoints of voice devices until it is told to stop. */
export async function serve({ config }: Invocation): Promise<ExitCode> {
  writePidFile(config.pidFile);
  const bridge = await openBridge(config, { ...mayRun(ownerFrom(config)), watched: true });
  const server = await serveBridge(bridge, config).catch(async (thrown: unknown) => {
    await bridge.close(0);
    throw thrown;
  });
  const endpoints = await serveEndpoints(bridge, config);
  bridge.verbs.listen();
  const instances = bridge.verbs.instances.map(({ name }) => name);
  const links = await bridge.store.links.list(bridge.clock.now());
  tellAddress(config, { url: server.url, instances, links, log: bridge.log });
  await untilStopSignal();
  bridge.log.info({}, 'stopping');
  server.leave();
  await Promise.all([endpoints.close(), server.closeChat()]);
  await bridge.close(GRACE_MS);
  await server.close();
  return OK;
}

import { openBridge, type Bridge } from '../bridge.ts';
import type { Config } from '../config/read.ts';
import type { EndpointSettings } from '../config/xiaozhi.ts';
import { toFailure } from '../domain/failure.ts';
import { createRedactor } from '../domain/redact.ts';
import { endpointServer } from '../endpoint-server.ts';
import type { CreateEndpointServer } from '../mcp/xiaozhi/endpoint-server.ts';
import { quietly } from './quietly.ts';

/** Answers devices like a daemon would, and opens a bridge for it only once somebody asks something. */
export interface LateDoor {
  serverMaker(settings: EndpointSettings): CreateEndpointServer;
  close(): Promise<void>;
}

export function openLateDoor(config: Config): LateDoor {
  const early = createRedactor(config.secrets);
  let bridge: Bridge | undefined;
  let opening: Promise<Bridge> | undefined;
  let isClosing = false;

  return {
    serverMaker: (settings) =>
      endpointServer(settings, config, {
        background,
        verbs: async () => (await open()).verbs,
        stateKey: async () => (await open()).stateKey(),
        redact: (text) => (bridge?.redact ?? early)(text),
        closing: () => isClosing,
      }),
    async close() {
      isClosing = true;
      await opening?.catch(() => {});
      await bridge?.close(0);
    },
  };

  /** What was asked here is run here. A failure is not kept: the store may be there at the next call. */
  function open(): Promise<Bridge> {
    opening ??= openBridge(quietly(config), { only: [] }).then(
      (opened) => (bridge = opened),
      (thrown: unknown) => {
        opening = undefined;
        throw thrown;
      },
    );
    return opening;
  }

  function background(name: string, work: () => Promise<unknown>): void {
    work().catch((thrown: unknown) => {
      process.stderr.write(`clawbridge: ${name}: ${early(toFailure(thrown).message)}\n`);
    });
  }
}

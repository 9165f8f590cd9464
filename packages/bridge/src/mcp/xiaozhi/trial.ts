import * as z from 'zod';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { Clock } from '../../domain/port/clock.ts';
import type { Ending } from './ending.ts';
import { dial } from './dial.ts';
import type { CreateEndpointServer } from './endpoint-server.ts';
import { createEndpointTransport } from './endpoint-transport.ts';

const TOOLS = z.object({ result: z.object({ tools: z.array(z.unknown()) }) });

/** One socket to an endpoint, to see what comes of it. */
export interface Trial {
  /** How long it took. Milliseconds. */
  readonly opened: Promise<number>;
  /** How many tools the other side has read. */
  readonly listed: Promise<number>;
  readonly ended: Promise<Ending>;
  hangUp(): void;
}

export interface TrialOptions {
  readonly endpoint: Endpoint;
  readonly createServer: CreateEndpointServer;
  readonly clock: Pick<Clock, 'now' | 'after'>;
}

export function openTrial({ endpoint, createServer, clock }: TrialOptions): Trial {
  const begun = clock.now();
  const opened = deferred<number>();
  const listed = deferred<number>();
  const ended = deferred<Ending>();
  const dialled = dial(endpoint.url, {
    clock,
    onOpen(ws) {
      const transport = createEndpointTransport(ws, {
        asked() {},
        pinged() {},
        answered(method, frame) {
          if (method === 'tools/list') listed.resolve(toolsIn(frame));
        },
        outdated() {},
      });
      const served = createServer(transport.written, {}).connect(transport);
      served.then(() => opened.resolve(clock.now() - begun), dialled.cut);
    },
    onEnd: ended.resolve,
  });
  return { opened: opened.promise, listed: listed.promise, ended: ended.promise, hangUp: dialled.hangUp };
}

/** None, where the answer was an error. */
function toolsIn(frame: string): number {
  return TOOLS.safeParse(JSON.parse(frame)).data?.result.tools.length ?? 0;
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value: T) => resolve(value) };
}

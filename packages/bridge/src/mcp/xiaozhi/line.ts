import type { WebSocket } from 'ws';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { Clock } from '../../domain/port/clock.ts';
import type { Background } from '../../usecases/background.ts';
import type { Ending } from './ending.ts';
import { dial, type Dialled } from './dial.ts';
import type { CreateEndpointServer } from './endpoint-server.ts';
import { createEndpointTransport } from './endpoint-transport.ts';
import type { KeepAlive } from './keep-alive.ts';
import type { Pace } from './pace.ts';
import { watchRegistration } from './watch-registration.ts';

export interface LineDeps {
  readonly endpoint: Endpoint;
  readonly host: string;
  readonly createServer: CreateEndpointServer;
  readonly clock: Clock;
  readonly dialPace: Pace;
  readonly probePace: Pace;
  readonly keepAlive: KeepAlive;
  readonly background: Background;
}

export interface LineWatch {
  /** Somebody asks, or would find us. May be told again. */
  onReady(): void;
  /** Open, but nobody would be led to it. */
  onSuspect(ending: Ending): void;
  onCall(): void;
}

/** One socket to an endpoint, from the wait for its turn to its end. */
export interface Line {
  /** Undefined when it ended because we wanted it to. */
  readonly ended: Promise<Ending | undefined>;
  hangUp(): void;
}

/** Dials, serves whoever asks, and notices when nobody can be there any more. */
export function openLine(deps: LineDeps, watch: LineWatch): Line {
  const { endpoint, host, clock, dialPace, probePace, keepAlive, background } = deps;
  const endings: (() => void)[] = [];
  let dialled: Dialled | undefined;
  /** Why we end it: for a reason that is a loss, or for none. */
  let decided: { readonly ending?: Ending } | undefined;
  let settle: (ending: Ending | undefined) => void = () => {};
  const ended = new Promise<Ending | undefined>((resolve) => {
    settle = resolve;
  });

  const leave = dialPace.enter(host, () => {
    dialled = dial(endpoint.url, { clock, onOpen, onEnd });
  });
  endings.push(leave);
  return { ended, hangUp: () => hangUp() };

  function onOpen(ws: WebSocket): void {
    leave();
    keepAwake(ws);
    const registration = watchRegistration(
      { endpoint, host, clock, pace: probePace, background },
      {
        onRegistered: watch.onReady,
        onZombie: () => hangUp({ how: 'zombie' }),
        onMute: () => watch.onSuspect({ how: 'mute' }),
        onIgnored: () => hangUp({ how: 'ignored' }),
      },
    );
    endings.push(registration.stop);
    serve(ws, registration.asked);
  }

  function serve(ws: WebSocket, onAsked: () => void): void {
    let isServed = false;
    const found = () => {
      onAsked();
      watch.onReady();
    };
    const transport = createEndpointTransport(ws, {
      pinged: found,
      asked(method) {
        found();
        // Many endpoints are quiet for days, and a server is not small.
        if (!isServed) background('serve an endpoint', begin);
        isServed = true;
        if (method === 'tools/call') watch.onCall();
      },
      answered() {},
      outdated: () => hangUp(),
    });

    /** Listens before it first waits for anything: also the frame that led to it is served. */
    async function begin(): Promise<void> {
      try {
        await deps.createServer(transport.written, {}).connect(transport);
      } catch (thrown) {
        hangUp({ how: 'unserved' });
        throw thrown;
      }
    }
  }

  function keepAwake(ws: WebSocket): void {
    const pulse = keepAlive.watch({
      ping: () => ws.ping(),
      onSilent() {
        decided ??= { ending: { how: 'silent' } };
        dialled?.cut();
      },
    });
    for (const sign of ['message', 'ping', 'pong'] as const) ws.on(sign, pulse.alive);
    endings.push(pulse.stop);
  }

  function hangUp(ending?: Ending): void {
    decided ??= ending === undefined ? {} : { ending };
    if (dialled === undefined) return conclude(undefined);
    dialled.hangUp();
  }

  function onEnd(ending: Ending): void {
    conclude(decided === undefined ? ending : decided.ending);
  }

  function conclude(ending: Ending | undefined): void {
    for (const end of endings.splice(0)) end();
    settle(ending);
  }
}

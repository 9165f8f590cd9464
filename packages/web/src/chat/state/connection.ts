import { dial, relayFrame, WIRE_VERSION } from '@clawbridge/wire';
import type { LineClock, LineSocket, LineState, PeerFrame, RelayFrame } from '@clawbridge/wire';
import { shallowRef, type ShallowRef } from 'vue';

export type Welcome = Extract<RelayFrame, { type: 'welcome' }>;

/** How far the page knows the threads it holds. */
export interface Held {
  readonly epoch: string | undefined;
  readonly threads: readonly { readonly id: string; readonly seq: number }[];
}

export interface ConnectionOptions {
  /** Whose line it is to be: an id of a user. */
  readonly user: string;
  connect(): LineSocket;
  readonly clock: LineClock;
  chance(): number;
  held(): Held;
  /** After each hello: how everything stands. */
  onWelcome(welcome: Welcome): void;
  /** By now the browser belongs to somebody else: what is said here would be said in his name, and nothing is. */
  onOther(): void;
  onFrame(frame: RelayFrame): void;
  /** Whatever was on its way may be lost. */
  onDown(state: LineState): void;
}

/** The line to the relay. */
export interface Connection {
  readonly state: ShallowRef<LineState>;
  /** True once the relay has greeted. */
  readonly isReady: ShallowRef<boolean>;
  /** False when the relay is not there: nothing is kept. */
  send(frame: PeerFrame): boolean;
  /** Somebody needs it now: dials at once. */
  wake(): void;
  close(): void;
}

export function createConnection(options: ConnectionOptions): Connection {
  const { held, onWelcome, onFrame, onDown } = options;
  const state = shallowRef<LineState>({ kind: 'connecting' });
  const isReady = shallowRef(false);
  const line = dial<RelayFrame, PeerFrame>({
    connect: options.connect,
    clock: options.clock,
    chance: options.chance,
    schema: relayFrame,
    hello: () => helloOf(held()),
    beat: (n) => ({ type: 'ping', n }),
    onFrame(frame) {
      if (frame.type !== 'welcome') return isReady.value ? onFrame(frame) : undefined;
      if (frame.person.id !== options.user) return options.onOther();
      isReady.value = true;
      onWelcome(frame);
    },
    onState(next) {
      state.value = next;
      if (next.kind === 'open') return;
      isReady.value = false;
      onDown(next);
    },
  });
  return {
    state,
    isReady,
    send: (frame) => isReady.value && line.send(frame),
    wake: line.wake,
    close: () => line.close(),
  };
}

function helloOf({ epoch, threads }: Held): PeerFrame {
  return {
    type: 'hello',
    version: WIRE_VERSION,
    ...(epoch === undefined ? {} : { epoch }),
    threads: [...threads],
  };
}

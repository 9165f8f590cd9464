import type { Endpoint } from '../../domain/endpoint.ts';
import type { Clock } from '../../domain/port/clock.ts';
import type { Background } from '../../usecases/background.ts';
import { callUrl } from './call-url.ts';
import type { Pace } from './pace.ts';
import { startProbe, type Probe, type Probed } from './probe.ts';

/** The server loses track of a socket right after it has taken it. */
export const FIRST_LOOK_MS = 1_000;

const LOOK_MS = 10 * 60_000;

/** A server that an old socket holds up does so for 20 s: what it forgets, it forgets then. */
const SECOND_LOOK_MS = 30_000;

/** The cloud begins at once; where it does not, nobody will. */
export const CLOUD_PATIENCE_MS = 15_000;

export interface RegistrationWatch {
  /** As far as anybody can tell, devices find us. */
  onRegistered(): void;
  onZombie(): void;
  /** The server answers nobody: another socket would only add to its trouble. */
  onMute(): void;
  /** The cloud wants nothing of this socket. */
  onIgnored(): void;
}

export interface Watching {
  /** Somebody has found us. */
  asked(): void;
  stop(): void;
}

export interface RegistrationDeps {
  readonly endpoint: Endpoint;
  readonly host: string;
  readonly clock: Pick<Clock, 'after'>;
  /** For looking: not the one for dialling. */
  readonly pace: Pace;
  readonly background: Background;
}

/**
 * An open socket does not mean that anybody is led to it. A server of one's own is asked; of the cloud nothing can be asked,
 * so that its silence has to do.
 */
export function watchRegistration(deps: RegistrationDeps, watch: RegistrationWatch): Watching {
  const { endpoint, clock } = deps;
  if (endpoint.kind === 'cloud') {
    const cancel = clock.after(CLOUD_PATIENCE_MS, watch.onIgnored);
    return { asked: cancel, stop: cancel };
  }
  const url = callUrl(endpoint.url);
  if (url !== undefined) return { asked() {}, stop: keepLooking(url, deps, watch) };
  watch.onRegistered();
  return { asked() {}, stop() {} };
}

function keepLooking(url: string, deps: RegistrationDeps, watch: RegistrationWatch): () => void {
  const { host, clock, pace, background } = deps;
  let looks = 0;
  let muteInARow = 0;
  let isOver = false;
  let probe: Probe | undefined;
  let leave = () => {};
  let cancel = clock.after(FIRST_LOOK_MS, look);
  return () => {
    isOver = true;
    cancel();
    leave();
    probe?.cancel();
  };

  function look(): void {
    leave = pace.enter(host, () => {
      probe = startProbe(url, clock);
      const { probed } = probe;
      background('look for ourselves at an endpoint', async () => learn(await probed));
    });
  }

  function learn(probed: Probed): void {
    leave();
    if (isOver) return;
    looks++;
    muteInARow = probed === 'mute' ? muteInARow + 1 : 0;
    cancel = clock.after(pauseAfter(looks, muteInARow), look);
    if (probed === 'zombie') watch.onZombie();
    else if (probed === 'mute') watch.onMute();
    else watch.onRegistered();
  }
}

function pauseAfter(looks: number, muteInARow: number): number {
  if (muteInARow > 0) return Math.min(LOOK_MS, SECOND_LOOK_MS * 2 ** (muteInARow - 1));
  return looks === 1 ? SECOND_LOOK_MS : LOOK_MS;
}

import type { Clock } from '../../domain/port/clock.ts';
import { openDevice, type Reply } from './device.ts';

/**
 * Whether a device that looks for us would find us. `zombie`: the server has lost track of our socket. `mute`: it takes
 * connections and does nothing with them. `unknown`: there is no way in for devices, or it is closed to us.
 */
export type Probed = 'registered' | 'zombie' | 'mute' | 'unknown';

/** How the server says that nobody is registered, and that it could not pass on what was asked. */
const NOT_REGISTERED: readonly number[] = [-32_001, -32_002];

export interface Probe {
  readonly probed: Promise<Probed>;
  cancel(): void;
}

/**
 * Asks for us as a device would. The ping comes back on our own socket, and is answered there.
 * @param url the way in for devices
 */
export function startProbe(url: string, clock: Pick<Clock, 'after'>): Probe {
  const device = openDevice(url, clock);
  const probed = device.ask('ping').then((reply) => {
    device.hangUp();
    return verdict(reply);
  });
  return { probed, cancel: device.hangUp };
}

export function verdict(reply: Reply): Probed {
  switch (reply.how) {
    case 'answered':
      return 'registered';
    case 'mute':
      return 'mute';
    case 'error':
      // Any other error was made by somebody who got the ping.
      return NOT_REGISTERED.includes(reply.code) ? 'zombie' : 'registered';
    case 'ended':
      return 'unknown';
  }
}

import { CLOSES } from '@clawbridge/wire';
import type { WebSocket } from 'ws';
import type { Clock } from '../domain/port/clock.ts';
import { closeSocket } from './sockets.ts';

/** The sockets take turns, so that no beat is a burst. */
const TURNS = 10;

/** So many pings without an answer, and nobody is there. */
const MISSED_PINGS = 2;

export interface Guest {
  readonly ws: WebSocket;
  /** False once he may no longer be here. */
  isWelcome(): Promise<boolean>;
  /** Beats since the last sign of life. */
  missed: number;
  /** What he had not read at the last beat, in bytes. */
  unread: number;
}

/** Makes sure that all sockets are there and welcome, on one timer. */
export interface Pulse {
  /** Until the socket closes. */
  watch(guest: Guest): void;
  /** Now. */
  look(guest: Guest): void;
  stop(): void;
}

/** Who is not listened to, as he said too much, is there while he reads what he is told, or is told nothing. */
function takesIn({ ws, unread }: Guest): boolean {
  return ws.bufferedAmount === 0 || ws.bufferedAmount !== unread;
}

export function createPulse(clock: Clock, beatMs: number): Pulse {
  const turns = Array.from({ length: TURNS }, () => new Set<Guest>());
  let next = 0;
  let cancel = clock.after(beatMs / TURNS, beat);
  return {
    watch(guest) {
      const mine = turns.reduce((least, one) => (one.size < least.size ? one : least));
      mine.add(guest);
      const alive = () => void (guest.missed = 0);
      guest.ws.on('pong', alive);
      guest.ws.on('message', alive);
      guest.ws.once('close', () => mine.delete(guest));
    },
    look,
    stop: () => cancel(),
  };

  function beat(): void {
    cancel = clock.after(beatMs / TURNS, beat);
    for (const guest of turns[next] ?? []) touch(guest);
    next = (next + 1) % TURNS;
  }

  function touch(guest: Guest): void {
    const { ws } = guest;
    if (ws.isPaused && takesIn(guest)) guest.missed = 0;
    guest.unread = ws.bufferedAmount;
    if (guest.missed >= MISSED_PINGS) return ws.terminate();
    guest.missed++;
    if (ws.readyState === ws.OPEN && !ws.isPaused) ws.ping();
    look(guest);
  }

  function look({ ws, isWelcome }: Guest): void {
    isWelcome().then(
      (welcome) => welcome || closeSocket(ws, CLOSES.gone, 'Not welcome any more.'),
      // Nobody knows just now: the next beat will show.
      () => {},
    );
  }
}

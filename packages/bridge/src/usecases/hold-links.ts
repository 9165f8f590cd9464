import { LINK_LEASE_MS, type LinkReport } from '../domain/link.ts';
import type { Clock } from '../domain/port/clock.ts';
import type { LinkRegister } from '../domain/port/link-register.ts';
import type { Background } from './background.ts';
import type { ChatSignals } from './chat-signals.ts';
import { inTurn } from './in-turn.ts';
import { sweepEvery } from './sweep.ts';

/** Often enough that two renewals may fail. */
const LOOK_EVERY_MS = LINK_LEASE_MS / 3;

export interface HoldLinks {
  /** The socket of this link came in here, and is the newest one. `onLost` is called once another process has a newer one. */
  take(link: string, onLost: () => void): Promise<void>;
  /** Its socket is gone, unless a newer one is here. */
  release(link: string, onLost: () => void): Promise<void>;
  /** Its socket is here. */
  holds(link: string): boolean;
  /** Every link there ever was, as it was known when somebody looked last. */
  known(): readonly LinkReport[];
  /** Looks anew. Errors: `store_unavailable`. */
  list(): Promise<readonly LinkReport[]>;
  /** Calls back when a link came or went, on any node. Returns how to stop. */
  follow(listener: (links: readonly LinkReport[]) => void): () => void;
  /** Gives up everything that is held here. */
  close(): Promise<void>;
}

export interface HoldLinksDeps {
  readonly links: LinkRegister;
  readonly signals: ChatSignals;
  readonly clock: Clock;
  readonly background: Background;
  /** Names this process. */
  readonly holder: string;
}

/** Says to everybody which links are connected, and lets go of those that have come in elsewhere. */
export function createHoldLinks({ links, signals, clock, background, holder }: HoldLinksDeps): HoldLinks {
  /** Whose socket is here; `held` once everybody knows. */
  const wanted = new Map<string, () => void>();
  const held = new Map<string, () => void>();
  const listeners = new Set<(links: readonly LinkReport[]) => void>();
  const oneByOne = inTurn();
  let known: readonly LinkReport[] = [];

  const stop = sweepEvery(LOOK_EVERY_MS, clock, look);
  signals.listen((signal) => {
    if (signal.type === 'links') look();
  });

  return {
    async take(link, onLost) {
      wanted.set(link, onLost);
      await oneByOne(link, async () => {
        if (wanted.get(link) !== onLost) return;
        const now = clock.now();
        await links.take(link, holder, now, now + LINK_LEASE_MS);
        held.set(link, onLost);
      });
      await tellAll();
    },
    async release(link, onLost) {
      if (wanted.get(link) !== onLost) return;
      wanted.delete(link);
      await oneByOne(link, async () => {
        if (wanted.has(link)) return;
        held.delete(link);
        await links.release(link, holder, clock.now());
      });
      await tellAll();
    },
    holds: (link) => wanted.has(link),
    known: () => known,
    list: refresh,
    follow(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      stop();
      listeners.clear();
      const names = [...held.keys()];
      held.clear();
      wanted.clear();
      for (const name of names) await links.release(name, holder, clock.now());
      if (names.length > 0) signals.send({ type: 'links' });
    },
  };

  async function tellAll(): Promise<void> {
    signals.send({ type: 'links' });
    await refresh();
  }

  function look(): void {
    background('look at the links', async () => {
      await renew();
      await refresh();
    });
  }

  async function renew(): Promise<void> {
    const mine = new Map(held);
    if (mine.size === 0) return;
    const now = clock.now();
    const still = await links.renew(holder, [...mine.keys()], now, now + LINK_LEASE_MS);
    for (const [name, onLost] of mine) {
      if (still.includes(name) || held.get(name) !== onLost) continue;
      held.delete(name);
      wanted.delete(name);
      onLost();
    }
  }

  async function refresh(): Promise<readonly LinkReport[]> {
    const before = signature(known);
    known = await links.list(clock.now());
    if (signature(known) !== before) for (const listener of listeners) listener(known);
    return known;
  }
}

function signature(links: readonly LinkReport[]): string {
  return JSON.stringify(links.map(({ name, isConnected }) => [name, isConnected]));
}

import type { RelayLink } from './link.ts';
import type { Outbox, Slip } from './outbox.ts';
import type { Parcel } from './parcel.ts';
import { Refusal } from './refusal.ts';

/** How long until what could not be written now is sent again, over a link that is there. */
const AGAIN_MS = 2000;

export interface PostOptions {
  readonly outbox: Outbox;
  readonly find: (account: string) => RelayLink | undefined;
  /** Resolves with the id of the entry. Errors: `Refusal`; another one when nobody knows. */
  readonly handOver: (link: RelayLink, parcel: Parcel) => Promise<string>;
  /** Nobody waits for what became of it any more. */
  readonly onRefused: (slip: Slip, refusal: Refusal) => void;
  readonly after: (ms: number, act: () => void) => () => void;
}

/** Brings parcels to the relay: each surely, once, and in the order they were given for one address. */
export interface Post {
  /**
   * Resolves when the relay has it, with the id of its entry; or, where the relay is away, when it is kept for it, with its
   * nonce. Errors: `Refusal` when the relay will not have it; those of the disk.
   */
  send(parcel: Parcel): Promise<string>;
  /** The relay is there: what waits for it goes out, also what an earlier gateway left. Resolves when it has, or cannot. */
  flush(account: string): Promise<void>;
}

type Outcome = { readonly id: string } | { readonly refusal: Refusal } | 'later';

interface Lane {
  readonly account: string;
  readonly to: string;
  readonly slips: Slip[];
  isBusy: boolean;
}

export function createPost({ outbox, find, handOver, onRefused, after }: PostOptions): Post {
  const lanes = new Map<string, Lane>();
  const awaited = new Map<string, (outcome: Outcome) => void>();

  return {
    async send(parcel) {
      const slip = await outbox.put(parcel);
      const outcome = await new Promise<Outcome>((resolve, reject) => {
        awaited.set(slip.file, resolve);
        work(enter(slip)).catch(reject);
      });
      if (outcome === 'later') return slip.nonce;
      if ('refusal' in outcome) throw outcome.refusal;
      return outcome.id;
    },
    async flush(account) {
      for (const slip of await outbox.list(account)) enter(slip);
      const waiting = [...lanes.values()].filter((lane) => lane.account === account);
      await Promise.all(waiting.map(work));
    },
  };

  function enter(slip: Slip): Lane {
    const key = keyOf(slip);
    const lane = lanes.get(key) ?? { account: slip.account, to: slip.to, slips: [], isBusy: false };
    lanes.set(key, lane);
    if (!lane.slips.some(({ file }) => file === slip.file)) lane.slips.push(slip);
    return lane;
  }

  /** One after the other. Never rejects. */
  async function work(lane: Lane): Promise<void> {
    if (lane.isBusy) return;
    lane.isBusy = true;
    for (let slip = lane.slips[0]; slip !== undefined; slip = lane.slips[0]) {
      const outcome = await attempt(slip);
      if (outcome === 'later') {
        for (const one of lane.slips) tell(one, outcome);
        if (find(lane.account) === undefined) break;
        await new Promise<void>((resolve) => after(AGAIN_MS, resolve));
      } else {
        lane.slips.shift();
        tell(slip, outcome);
      }
    }
    lane.isBusy = false;
    if (lane.slips.length === 0) lanes.delete(keyOf(lane));
  }

  async function attempt(slip: Slip): Promise<Outcome> {
    const link = find(slip.account);
    if (link === undefined) return 'later';
    const outcome = await outcomeOf(link, slip);
    // Where that fails it is sent again with the next start, and the relay has it already.
    if (outcome !== 'later') await outbox.remove(slip).catch(() => undefined);
    return outcome;
  }

  async function outcomeOf(link: RelayLink, slip: Slip): Promise<Outcome> {
    try {
      const parcel = await outbox.open(slip);
      return { id: parcel === undefined ? slip.nonce : await handOver(link, parcel) };
    } catch (error) {
      return error instanceof Refusal ? { refusal: error } : 'later';
    }
  }

  function tell(slip: Slip, outcome: Outcome): void {
    const resolve = awaited.get(slip.file);
    awaited.delete(slip.file);
    if (resolve) resolve(outcome);
    else if (outcome !== 'later' && 'refusal' in outcome) onRefused(slip, outcome.refusal);
  }
}

function keyOf({ account, to }: Pick<Slip, 'account' | 'to'>): string {
  return `${account} ${to}`;
}

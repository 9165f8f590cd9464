import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readParcel, type Parcel } from './parcel.ts';

/** What is known of a parcel without opening it. */
export interface Slip {
  /** Its name in the folder: they sort as they were put in. */
  readonly file: string;
  readonly account: string;
  readonly to: string;
  readonly nonce: string;
}

/** A folder of what the relay has not written down yet. It outlives the gateway. */
export interface Outbox {
  /** Resolves once it is on the disk. Errors: those of the disk. */
  put(parcel: Parcel): Promise<Slip>;
  /** Of this account, the oldest first. What cannot be read is left where it is. */
  list(account: string): Promise<readonly Slip[]>;
  /** Undefined when it is gone. Errors: those of the disk; one that says what is wrong with it. */
  open(slip: Slip): Promise<Parcel | undefined>;
  remove(slip: Slip): Promise<void>;
}

/** @param folder is made with the first parcel: looking at a configuration writes nothing */
export function createOutbox(folder: () => string, now: () => number): Outbox {
  let last = 0;

  function nextName(nonce: string): string {
    last = Math.max(last + 1, now());
    const mark = createHash('sha256').update(nonce).digest('hex').slice(0, 12);
    return `${String(last).padStart(16, '0')}-${mark}.json`;
  }

  async function read(file: string): Promise<Parcel | undefined> {
    try {
      return readParcel(await readFile(join(folder(), file), 'utf8'));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  return {
    async put(parcel) {
      const slip = slipOf(nextName(parcel.frame.nonce), parcel);
      await mkdir(folder(), { recursive: true, mode: 0o700 });
      await writeWhole(folder(), slip.file, JSON.stringify(parcel));
      return slip;
    },
    async list(account) {
      const slips: Slip[] = [];
      for (const file of (await namesIn(folder())).toSorted()) {
        const parcel = await read(file).catch(() => undefined);
        if (parcel?.account === account) slips.push(slipOf(file, parcel));
      }
      return slips;
    },
    open: async ({ file }) => await read(file),
    remove: async ({ file }) => await rm(join(folder(), file), { force: true }),
  };
}

function slipOf(file: string, { account, frame }: Parcel): Slip {
  return { file, account, to: frame.to, nonce: frame.nonce };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Under its name there is all of it or nothing, whenever the power goes. */
async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  const draft = join(folder, `${name}.draft`);
  await using file = await open(draft, 'w', 0o600);
  await file.writeFile(text);
  await file.sync();
  await rename(draft, join(folder, name));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

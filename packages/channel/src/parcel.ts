import { linkFrame, type LinkFrame } from '@clawbridge/wire';
import * as z from 'zod/mini';

/** Something to be attached, whole: what an agent made of it may be gone when the relay is back. */
const file = z.object({ name: z.string(), type: z.string(), base64: z.string() });
export type ParcelFile = z.infer<typeof file>;

/** What the relay writes once for each nonce, however often it is sent. */
type Written = Extract<LinkFrame, { readonly nonce: string; readonly to: string }>;

const kept = z.object({ account: z.string(), frame: z.unknown(), files: z.array(file) });

/** Something for the relay, as it is kept until the relay has it. */
export interface Parcel {
  readonly account: string;
  /** Its `ref` means nothing. */
  readonly frame: Written;
  readonly files: readonly ParcelFile[];
}

/** Errors: one that says what is wrong with it. */
export function readParcel(text: string): Parcel {
  const { account, frame, files } = kept.parse(JSON.parse(text));
  return { account, frame: writtenFrame(frame), files };
}

/** Errors: one that says what is wrong with it. */
export function writtenFrame(from: unknown): Written {
  const read = linkFrame.safeParse(from);
  if (!read.success) throw new Error(`This cannot be sent: ${read.error.issues[0]?.path.join('.')}.`);
  if ('nonce' in read.data && 'to' in read.data) return read.data;
  throw new Error(`This cannot be sent: ${read.data.type}.`);
}

import type { RelayFrame, RelayLinkFrame } from '@clawbridge/wire';

/** As it is written: nobody changes it any more. */
type Told<T> = T extends readonly (infer One)[]
  ? readonly Told<One>[]
  : T extends object
    ? { readonly [Key in keyof T]: Told<T[Key]> }
    : T;

/** A text frame as it goes over the wire, made once for all who get it. */
export type Bytes = Buffer;

export function peerBytes(frame: Told<RelayFrame>): Bytes {
  return Buffer.from(JSON.stringify(frame));
}

export function linkBytes(frame: Told<RelayLinkFrame>): Bytes {
  return Buffer.from(JSON.stringify(frame));
}

import { storable } from './storable.ts';

/** A text as it is compared whatever the case: the same in every store, whatever its database knows of scripts. */
export function fold(text: string): string {
  return storable(text).normalize('NFC').toUpperCase();
}

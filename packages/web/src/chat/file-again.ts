import type { WaitingFile } from './state/outbox.ts';
import type { ShownFile } from './state/timeline.ts';

/** A file that hangs on a message already, to be sent with another one. */
export function fileAgain({ id, bytes, name, type, size }: ShownFile): WaitingFile {
  return {
    name,
    type,
    size,
    ...(bytes === undefined ? {} : { bytes }),
    ...(id === undefined ? {} : { attachment: { id, name, type, size } }),
  };
}

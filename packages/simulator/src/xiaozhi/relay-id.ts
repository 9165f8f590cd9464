import { asText, type Wire } from './json-rpc.ts';

/** A frame of a device as the tool side gets it: its id tells which device. Falsy ids slip through as they are. */
export function withRelayId(frame: Wire, device: string): Wire {
  const { id } = frame;
  if (id === undefined || id === null || id === 0 || id === '' || id === false) return frame;
  return { ...frame, id: `${device}_${typeof id === 'number' ? 'n' : 's'}_${asText(id)}` };
}

/** The device an answer is for, and the answer as it gets it; undefined if its id tells no device. */
export function fromRelayId(frame: Wire): { readonly device: string; readonly frame: Wire } | undefined {
  const { id } = frame;
  if (typeof id !== 'string') return undefined;
  const match = /^([^_]+)_([^_]*)_(.*)$/s.exec(id);
  if (match === null) return undefined;
  const [, device = '', kind, rest = ''] = match;
  return { device, frame: { ...frame, id: originalId(kind, rest) } };
}

function originalId(kind: string | undefined, rest: string): unknown {
  if (kind === 'n' && /^\s*[+-]?\d+\s*$/.test(rest)) return Number(rest);
  if (kind === 's' && rest === 'null') return null;
  return rest;
}

import { wellFormed } from '../../../domain/well-formed.ts';
import type { VoiceCall } from './voice-call.ts';

/** Longer than any serial number, and short enough for what may be added to it. */
const MAX_CHARS = 160;

/** The conversation a call belongs to: that of the device among those of the listener, where it says which one it is. */
export function sessionOf({ serial, voice }: Pick<VoiceCall, 'serial' | 'voice'>): string {
  const name = printable(serial?.trim() ?? '');
  return name === '' ? voice.sessionId : `${voice.sessionId}:device:${name}`;
}

function printable(serial: string): string {
  return wellFormed(serial.slice(0, MAX_CHARS))
    .replaceAll(/[^\x21-\x7e]/gu, encodeURIComponent)
    .slice(0, MAX_CHARS);
}

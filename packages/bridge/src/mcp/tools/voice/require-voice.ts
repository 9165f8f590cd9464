import { Failure } from '../../../domain/failure.ts';
import type { Voice } from '../../../domain/voice.ts';

/** The voice of a door that offers the voice set. Errors: `internal`, for a door that was built without one. */
export function requireVoice(voice: Voice | undefined): Voice {
  if (voice !== undefined) return voice;
  throw new Failure('internal', 'A door that offers the voice tools has no voice.', {
    hint: 'This is a fault of clawbridge; please report it.',
  });
}

import { Failure } from '../../../domain/failure.ts';

/** What a door that offers the voice set has of it. Errors: `internal`, for a door that was built without. */
export function requireVoice<T>(voice: T | undefined): T {
  if (voice !== undefined) return voice;
  throw new Failure('internal', 'A door that offers the voice tools has no voice.', {
    hint: 'This is a fault of clawbridge; please report it.',
  });
}

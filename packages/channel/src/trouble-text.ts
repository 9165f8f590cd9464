import { CLOSES } from '@clawbridge/wire';

const BY_CODE: Readonly<Record<number, string>> = {
  [CLOSES.replaced]:
    'Another OpenClaw has come with this token. Give each its own: `clawbridge channel install --account NAME`.',
  [CLOSES.version]: 'The relay speaks another version: run `clawbridge channel install` again.',
  [CLOSES.gone]: 'The relay no longer knows the token: run `clawbridge channel install` again.',
};

/** Why there is no connection, for the owner. `code` and `reason` are those of the end of the socket. */
export function troubleText({ code, reason }: { readonly code?: number; readonly reason?: string }): string {
  const known = code === undefined ? undefined : BY_CODE[code];
  if (known !== undefined) return known;
  if (!reason) return 'The relay cannot be reached.';
  if (/\b40[13]\b/.test(reason))
    return 'The relay refuses the token: run `clawbridge channel install` again.';
  if (/\b404\b/.test(reason))
    return 'There is no relay at this address: look at `url`, which ends in /openclaw.';
  return reason;
}

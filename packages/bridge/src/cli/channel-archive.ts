import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../domain/failure.ts';

/** Beside the program; and where it is built, when it runs from its sources. */
const PLACES = [
  join('channel', 'clawbridge-channel.tgz'),
  join('..', '..', 'dist', 'channel', 'clawbridge-channel.tgz'),
];

/** The packed plugin. Errors: `config_invalid` where it was not installed with the program. */
export function channelArchive(): string {
  const archive = PLACES.map((place) => join(__dirname, place)).find((place) => existsSync(place));
  if (archive !== undefined) return archive;
  throw new Failure('config_invalid', 'The channel plugin is missing beside this program.', {
    hint: 'Install clawbridge again; in a working copy run `npm run build`.',
  });
}

import type { Person } from '@clawbridge/wire';
import type { Words } from '../words/en.ts';

/** The owner has no name of his own: he is called what he is, in the language of the page. */
export function nameOf({ name, scopes }: Person, words: Words): string {
  return scopes.includes('admin') && name === 'Owner' ? words.account.owner : name;
}

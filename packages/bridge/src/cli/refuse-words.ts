import { usage } from '../config/arguments.ts';

/** Refuses words a command does not take: somebody meant something by them. Errors: `invalid_input`. */
export function refuseWords(command: string, surplus: readonly string[]): void {
  const [first] = surplus;
  if (first !== undefined) throw usage(`\`clawbridge ${command}\` takes no "${first}".`);
}

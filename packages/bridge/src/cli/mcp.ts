import { usage } from '../config/arguments.ts';
import { nearest } from '../domain/nearest.ts';
import { offerLikeOpenClaw } from '../offer.ts';
import type { ExitCode, Invocation } from './command.ts';
import { refuseWords } from './refuse-words.ts';
import { serveOnStdio } from './stdio.ts';

type Verb = (invocation: Invocation) => Promise<ExitCode>;

const verbs: Readonly<Record<string, Verb>> = { serve };

/** `mcp serve` */
export async function mcp({ words: [verb, ...words], ...rest }: Invocation): Promise<ExitCode> {
  const run = verb !== undefined && Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!run) throw unknownVerb(verb);
  return await run({ ...rest, words });
}

/** What `openclaw mcp serve` is: the conversations, for the client that spawned us. */
async function serve({ config, words }: Invocation): Promise<ExitCode> {
  refuseWords('mcp serve', words);
  return await serveOnStdio(config, { ...offerLikeOpenClaw(config), listensAtOnce: true });
}

function unknownVerb(verb: string | undefined): Error {
  const known = Object.keys(verbs);
  if (verb === undefined) return usage(`mcp what? It can be ${known.map((one) => `mcp ${one}`).join(', ')}.`);
  const meant = nearest(verb, known);
  return usage(`Unknown: mcp ${verb}.${meant === undefined ? '' : ` Did you mean "mcp ${meant}"?`}`);
}

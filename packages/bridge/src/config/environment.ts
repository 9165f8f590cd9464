import type { Environment } from './read.ts';

/** The process's environment; nothing else reads it. */
export function processEnvironment(): Environment {
  return process.env;
}

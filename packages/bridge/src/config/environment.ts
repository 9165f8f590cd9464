import type { Environment } from './read.ts';

/** The process's environment; nothing else reads it. */
export function processEnvironment(): Environment {
  return process.env;
}

/** Gives libraries that look into the process's environment by themselves what stands in the env file. */
export function publishEnvironment(environment: Environment, prefix: string): void {
  for (const [name, value] of Object.entries(environment))
    if (name.startsWith(prefix) && value !== undefined) process.env[name] = value;
}

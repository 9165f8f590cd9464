import type { Config } from '../config/read.ts';

/**
 * For a command that says one thing and ends: a reconnect on the way is worth a word to a person at a terminal, and
 * none to a script, unless somebody asked for more.
 */
export function quietly(config: Config): Config {
  if (config.logLevel !== 'info') return config;
  return { ...config, logLevel: process.stderr.isTTY ? 'warn' : 'error' };
}

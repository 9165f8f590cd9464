import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import json5 from 'json5';
import type { Credentials } from '../domain/instance.ts';
import { defined, object, text, type Json } from './json.ts';

const DEFAULT_PORT = 18_789;

export interface Discovery {
  readonly url: string;
  readonly credentials: Credentials;
  /** The file it was found in; undefined when there is none and OpenClaw's defaults are assumed. */
  readonly source?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds the local OpenClaw the way its own command line does: `OPENCLAW_CONFIG_PATH`, else `openclaw.json` in its
 * state folder. A config in remote mode leads to the remote gateway. What cannot be read counts as not there.
 */
export function discoverLocal(env: Environment): Discovery {
  const file = configFile(env);
  const config = read(file);
  if (config === undefined)
    return {
      url: `http://127.0.0.1:${port(env['OPENCLAW_GATEWAY_PORT']) ?? DEFAULT_PORT}`,
      credentials: credentialsFrom({}, env),
    };
  const gateway = object(config['gateway']);
  const remote = object(gateway['remote']);
  const remoteUrl = gateway['mode'] === 'remote' ? text(remote['url']) : undefined;
  if (remoteUrl !== undefined)
    return { url: remoteUrl.replace(/\/$/, ''), credentials: credentialsFrom(remote, env), source: file };
  const protocol = object(gateway['tls'])['enabled'] === true ? 'https' : 'http';
  const ownPort = port(env['OPENCLAW_GATEWAY_PORT']) ?? port(gateway['port']) ?? DEFAULT_PORT;
  return {
    url: `${protocol}://127.0.0.1:${ownPort}`,
    credentials: credentialsFrom(object(gateway['auth']), env),
    source: file,
  };
}

function configFile(env: Environment): string {
  const explicit = text(env['OPENCLAW_CONFIG_PATH']);
  if (explicit !== undefined) return explicit;
  const home = text(env['OPENCLAW_HOME']) ?? homedir();
  const profile = text(env['OPENCLAW_PROFILE']);
  const folder = profile === undefined || profile === 'default' ? '.openclaw' : `.openclaw-${profile}`;
  return join(text(env['OPENCLAW_STATE_DIR']) ?? join(home, folder), 'openclaw.json');
}

function read(file: string): Json | undefined {
  try {
    return object(json5.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Undefined for what cannot be a port. */
function port(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 && number <= 65_535 ? number : undefined;
}

function credentialsFrom(auth: Json, env: Environment): Credentials {
  return defined({ token: secretFrom(auth['token'], env), password: secretFrom(auth['password'], env) });
}

/** A secret stands in the config itself, or as `${NAME}` or `{source: "env", id: "NAME"}` in the environment. */
function secretFrom(value: unknown, env: Environment): string | undefined {
  const reference = object(value);
  if (reference['source'] === 'env') return text(env[text(reference['id']) ?? '']);
  const plain = text(value);
  const [, name] = /^\$\{([A-Z_][A-Z0-9_]*)\}$/.exec(plain ?? '') ?? [];
  return name === undefined ? plain : text(env[name]);
}

import type { Credentials } from '../domain/instance.ts';
import { defined, object, text, type Json } from './json.ts';
import { configFile, readConfig, type Environment } from './local-config.ts';

const DEFAULT_PORT = 18_789;

export interface Discovery {
  readonly url: string;
  readonly credentials: Credentials;
  /** The file it was found in; undefined when there is none and OpenClaw's defaults are assumed. */
  readonly source?: string;
  /** Variables its secrets refer to that are not set here. A device that was paired once needs neither token nor password. */
  readonly unset: readonly string[];
}

/**
 * Finds the local OpenClaw the way its own command line does: `OPENCLAW_CONFIG_PATH`, else `openclaw.json` in its
 * state folder. A config in remote mode leads to the remote gateway. One that is there and cannot be read is an error:
 * without it we would knock at a wrong door, or without a key. Errors: `config_invalid`, naming the file.
 */
export function discoverLocal(env: Environment): Discovery {
  const file = configFile(env);
  const config = readConfig(file, env);
  if (config === undefined)
    return {
      url: `http://127.0.0.1:${port(env['OPENCLAW_GATEWAY_PORT']) ?? DEFAULT_PORT}`,
      credentials: {},
      unset: [],
    };
  const gateway = object(config['gateway']);
  const remote = object(gateway['remote']);
  const remoteUrl = gateway['mode'] === 'remote' ? text(remote['url']) : undefined;
  if (remoteUrl !== undefined)
    return { url: remoteUrl.replace(/\/$/, ''), ...secretsOf(remote, env), source: file };
  const protocol = object(gateway['tls'])['enabled'] === true ? 'https' : 'http';
  const ownPort = port(env['OPENCLAW_GATEWAY_PORT']) ?? port(gateway['port']) ?? DEFAULT_PORT;
  return {
    url: `${protocol}://127.0.0.1:${ownPort}`,
    ...secretsOf(object(gateway['auth']), env),
    source: file,
  };
}

/** Undefined for what cannot be a port. */
function port(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 && number <= 65_535 ? number : undefined;
}

function secretsOf(auth: Json, env: Environment): Pick<Discovery, 'credentials' | 'unset'> {
  const { token, password } = auth;
  return {
    credentials: defined({ token: secretFrom(token, env), password: secretFrom(password, env) }),
    unset: [token, password]
      .map(variableOf)
      .filter((name) => name !== undefined)
      .filter((name) => text(env[name]) === undefined),
  };
}

function secretFrom(value: unknown, env: Environment): string | undefined {
  const name = variableOf(value);
  return name === undefined ? text(value) : text(env[name]);
}

/** A secret stands in the config itself, or as `${NAME}` or `{source: "env", id: "NAME"}` in the environment. */
function variableOf(value: unknown): string | undefined {
  const reference = object(value);
  if (reference['source'] === 'env') return text(reference['id']);
  return /^\$\{([A-Z_][A-Z0-9_]*)\}$/.exec(text(value) ?? '')?.[1];
}

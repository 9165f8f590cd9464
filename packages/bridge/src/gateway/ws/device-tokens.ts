import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { object, text, array, type Json } from '../json.ts';

export interface DeviceToken {
  readonly token: string;
  readonly scopes: string[];
}

/** The tokens gateways gave this device when they paired it, one per gateway and role. */
export interface DeviceTokens {
  load(key: string): DeviceToken | undefined;
  save(key: string, token: DeviceToken): void;
  forget(key: string): void;
}

/** Keeps them in a JSON file only this user can read. Losing it costs one new pairing, so a damaged file counts as empty. */
export function openDeviceTokens(file: string): DeviceTokens {
  return {
    load(key) {
      const entry = object(read(file)[key]);
      const token = text(entry['token']);
      return token === undefined ? undefined : { token, scopes: array(entry['scopes']).map(String) };
    },
    save: (key, token) => write(file, { ...read(file), [key]: token }),
    forget(key) {
      const { [key]: _, ...rest } = read(file);
      write(file, rest);
    },
  };
}

function read(file: string): Json {
  try {
    return object(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

/** Replaced in one step: a reader sees the old file or the new one, never half of it. */
function write(file: string, tokens: Json): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, JSON.stringify(tokens, undefined, 2), { mode: 0o600 });
  renameSync(draft, file);
}

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import json5 from 'json5';
import { Failure } from '../domain/failure.ts';
import { object, text, type Json } from './json.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where OpenClaw keeps its configuration on this machine. */
export function configFile(env: Environment): string {
  const explicit = text(env['OPENCLAW_CONFIG_PATH']);
  if (explicit !== undefined) return explicit;
  const home = text(env['OPENCLAW_HOME']) ?? homedir();
  const profile = text(env['OPENCLAW_PROFILE']);
  const folder = profile === undefined || profile === 'default' ? '.openclaw' : `.openclaw-${profile}`;
  return join(text(env['OPENCLAW_STATE_DIR']) ?? join(home, folder), 'openclaw.json');
}

/** Undefined where there is none. Errors: `config_invalid`, naming the file. */
export function readConfig(file: string, env: Environment): Json | undefined {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : thrown;
    if (code === 'ENOENT' && text(env['OPENCLAW_CONFIG_PATH']) === undefined) return undefined;
    throw unreadable(`${file} cannot be read (${String(code)})`);
  }
  try {
    return object(json5.parse(content));
  } catch (thrown) {
    throw unreadable(`${file} is not valid ${thrown instanceof Error ? thrown.message : 'JSON5'}`);
  }
}

function unreadable(what: string): Failure {
  return new Failure('config_invalid', `The config of OpenClaw ${what}.`, {
    hint: 'Correct it, correct OPENCLAW_CONFIG_PATH, or say with OPENCLAW_URL where OpenClaw is.',
  });
}

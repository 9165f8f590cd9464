import { exposedEnvFile } from '../config/env-file.ts';
import type { Check } from './check.ts';

/** Whether the file with settings, if there is one, is for this user only. */
export const checkEnvFile: Check = async ({ envFile }) => {
  if (envFile === undefined) return [];
  const exposed = exposedEnvFile(envFile);
  if (exposed) return [{ name: 'Env file', status: 'warn', ...exposed }];
  return [{ name: 'Env file', status: 'ok', detail: `${envFile}, which only you can read` }];
};

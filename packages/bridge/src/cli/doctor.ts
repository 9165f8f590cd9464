import { existsSync } from 'node:fs';
import type { Check } from '../doctor/check.ts';
import { checkChat } from '../doctor/chat.ts';
import { checkEnvFile } from '../doctor/env-file.ts';
import { checkIssuer } from '../doctor/issuer.ts';
import { checkInstance } from '../doctor/instance.ts';
import { checkNode } from '../doctor/node.ts';
import { checkNotify } from '../doctor/notify.ts';
import { checkOpenClawConfig } from '../doctor/openclaw-config.ts';
import { checkPort } from '../doctor/port.ts';
import { checkProxy } from '../doctor/proxy.ts';
import { checkSignIn } from '../doctor/sign-in.ts';
import { checkStore } from '../doctor/store.ts';
import { checkXiaozhi } from '../doctor/xiaozhi.ts';
import type { Config } from '../config/read.ts';
import type { Instance } from '../domain/instance.ts';
import { createRedactor } from '../domain/redact.ts';
import { knownInstances } from '../instances.ts';
import type { ExitCode, Invocation } from './command.ts';
import { FAILED, OK } from './exit-code.ts';
import { findingLine } from './finding-line.ts';

/** Of this machine and of what it is told; the instances come behind them. */
const CHECKS: readonly Check[] = [
  checkNode,
  checkStore,
  checkPort,
  checkSignIn,
  checkIssuer,
  checkProxy,
  checkOpenClawConfig,
  checkNotify,
  checkEnvFile,
  checkXiaozhi,
  checkChat,
];

/** Runs every check and says, for whatever is not well, what to do. Fails when one check failed. */
export async function doctor({ config, flags }: Invocation): Promise<ExitCode> {
  const instances = instancesOf(config);
  const found = instances.flatMap(({ credentials }) => [credentials.token, credentials.password]);
  const redact = createRedactor([...config.secrets, ...found]);
  const run = async (checks: readonly Check[]) =>
    (await Promise.all(checks.map((check) => check(config)))).flat();
  const findings = await run(CHECKS);
  // Where the store could not make the home folder there is no device key either to show to a gateway.
  if (existsSync(config.home)) findings.push(...(await run(instances.map(checkInstance))));
  const text = flags.has('json')
    ? JSON.stringify({ findings }, undefined, 2)
    : findings.map(findingLine).join('\n');
  process.stdout.write(`${redact(text)}\n`);
  return findings.some(({ status }) => status === 'fail') ? FAILED : OK;
}

/** None where the config of OpenClaw cannot be read; its check tells that. */
function instancesOf(config: Config): readonly Instance[] {
  try {
    return knownInstances(config);
  } catch {
    return [];
  }
}

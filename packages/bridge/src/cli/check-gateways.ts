import type { Config } from '../config/read.ts';
import type { EndpointSettings } from '../config/xiaozhi.ts';
import type { Finding } from '../doctor/check.ts';
import { checkInstance } from '../doctor/instance.ts';
import { toFailure } from '../domain/failure.ts';
import type { Instance } from '../domain/instance.ts';
import { createRedactor } from '../domain/redact.ts';
import { knownInstances } from '../instances.ts';

/** Whether those answer to whom endpoints bring their questions, in one line each. `clawbridge doctor` says more. */
export async function checkGateways(
  chosen: readonly EndpointSettings[],
  config: Config,
): Promise<readonly Finding[]> {
  if (chosen.length === 0) return [];
  try {
    const asked = askedBy(chosen, knownInstances(config));
    return await Promise.all(asked.map((one) => checkGateway(one, config)));
  } catch (thrown) {
    const { message, hint = '`clawbridge doctor` says more.' } = toFailure(thrown);
    return [{ name: 'OpenClaw', status: 'fail', detail: message, hint }];
  }
}

function askedBy(chosen: readonly EndpointSettings[], all: readonly Instance[]): readonly Instance[] {
  const named = chosen.map(({ instance }) => instance ?? all[0]?.name);
  return all.filter(({ name }) => named.includes(name));
}

async function checkGateway(instance: Instance, config: Config): Promise<Finding> {
  const { name, credentials } = instance;
  const redact = createRedactor([...config.secrets, credentials.token, credentials.password]);
  const findings = await checkInstance(instance)(config);
  const wrong = findings.find(({ status }) => status === 'fail');
  const what = `OpenClaw ${name}`;
  if (wrong === undefined) return { name: what, status: 'ok', detail: 'answers' };
  return { ...wrong, name: what, detail: redact(wrong.detail) };
}

import { describe, expect, it } from 'vitest';
import { anInstance } from '../domain/instance.fixture.ts';
import type { InstanceReport } from '../domain/instance-report.ts';
import type { InstanceProbe } from '../domain/port/instance-probe.ts';
import { createCheckStatus } from './check-status.ts';

const home = anInstance({ name: 'home' });
const lab = anInstance({ name: 'lab', isDefault: false });
const reports: Readonly<Record<string, InstanceReport>> = {
  home: { outlet: 'ws', latencyMs: 3 },
  lab: { failure: { code: 'gateway_unreachable', message: 'Down.', retryable: true } },
};
const probe: InstanceProbe = { probe: async (name) => reports[name] ?? {} };
const checkStatus = createCheckStatus({ instances: [home, lab], probe });

describe('checkStatus', () => {
  it('asks the default instance when none is named', async () => {
    expect(await checkStatus()).toEqual({ instance: home, report: reports['home'] });
  });

  it('tells what is wrong with the named one, without throwing', async () => {
    expect(await checkStatus('lab')).toEqual({ instance: lab, report: reports['lab'] });
  });

  it('does not know other instances', async () => {
    await expect(checkStatus('moon')).rejects.toMatchObject({
      code: 'unknown_instance',
      message: expect.stringContaining('home, lab'),
    });
  });
});

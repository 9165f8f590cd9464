import { describe, expect, it } from 'vitest';
import { anInstance } from '../domain/instance.fixture.ts';
import type { InstanceReport } from '../domain/instance-report.ts';
import type { InstanceProbe } from '../domain/port/instance-probe.ts';
import { anOwner } from '../domain/principal.fixture.ts';
import { OWNER } from '../domain/principal.ts';
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
    expect(await checkStatus(OWNER)).toEqual({ instance: home, report: reports['home'] });
  });

  it('tells what is wrong with the named one, without throwing', async () => {
    expect(await checkStatus(OWNER, 'lab')).toEqual({ instance: lab, report: reports['lab'] });
  });

  it('does not know other instances', async () => {
    await expect(checkStatus(OWNER, 'moon')).rejects.toMatchObject({
      code: 'unknown_instance',
      message: expect.stringContaining('home, lab'),
    });
  });

  it('knows only the instances its principal may know of', async () => {
    const guest = anOwner(['read'], { instances: ['lab'] });
    await expect(checkStatus(guest, 'home')).rejects.toMatchObject({
      code: 'unknown_instance',
      message: expect.not.stringContaining('home,'),
    });
    expect(await checkStatus(guest)).toMatchObject({ instance: lab });
  });

  it('tells nothing to who may not look', async () => {
    await expect(checkStatus(anOwner(['chat']))).rejects.toMatchObject({ code: 'not_allowed' });
  });
});

import { describe, expect, it } from 'vitest';
import { cloudContract } from './contract/cloud.testsuite.ts';
import { XiaozhiContract } from './contract/contract.ts';
import { deviceContract } from './contract/device.testsuite.ts';
import { registrationContract } from './contract/registration.testsuite.ts';
import { relayContract } from './contract/relay.testsuite.ts';

describe('the simulated cloud of xiaozhi', () => {
  const contract = new XiaozhiContract('cloud');
  cloudContract(contract);

  it('has every promise proven', () => {
    expect(contract.unproven()).toEqual([]);
  });
});

describe('the simulated xiaozhi server of one’s own', () => {
  const contract = new XiaozhiContract('selfhosted');
  relayContract(contract);
  registrationContract(contract);
  deviceContract(contract);

  it('has every promise proven', () => {
    expect(contract.unproven()).toEqual([]);
  });
});

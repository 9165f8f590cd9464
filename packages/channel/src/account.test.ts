import { describe, expect, it } from 'vitest';
import { describeAccount, listAccountIds, resolveAccount } from './account.ts';

const cfg = (clawbridge: object) => ({ channels: { clawbridge } });
const URL_A = 'ws://127.0.0.1:3000/openclaw';
const URL_B = 'wss://claw.example.com/openclaw';

describe('an account', () => {
  it('asks for pairing where nothing else is said', () => {
    const account = resolveAccount(cfg({ url: URL_A, token: 'cbt_x' }));
    expect(account).toMatchObject({
      accountId: 'default',
      enabled: true,
      configured: true,
      dmPolicy: 'pairing',
    });
    expect(account).toMatchObject({ allowFrom: [], strangerTools: false, approvers: undefined });
  });

  it('has what the channel says for all, but never its token at another address', () => {
    const section = {
      url: URL_A,
      token: 'cbt_a',
      dmPolicy: 'allowlist',
      accounts: { work: { url: URL_B }, home: { token: 'cbt_h' } },
    };
    expect(resolveAccount(cfg(section), 'work')).toMatchObject({
      url: URL_B,
      token: undefined,
      configured: false,
    });
    expect(resolveAccount(cfg(section), 'home')).toMatchObject({
      url: URL_A,
      token: 'cbt_h',
      dmPolicy: 'allowlist',
    });
    expect(listAccountIds(cfg(section))).toEqual(['default', 'work', 'home']);
  });

  it('is the only one where only named ones are set up', () => {
    expect(listAccountIds(cfg({ accounts: { work: { url: URL_B, token: 'x' } } }))).toEqual(['work']);
    expect(listAccountIds({})).toEqual(['default']);
  });

  it('counts as set up while its token is still to be looked up, and tells it to nobody', () => {
    const token = { source: 'env', provider: 'default', id: 'CLAWBRIDGE_TOKEN' };
    expect(resolveAccount(cfg({ url: URL_A, token }))).toMatchObject({ configured: true, token: undefined });
    expect(
      JSON.stringify(describeAccount(resolveAccount(cfg({ url: URL_A, token: 'cbt_s' })))),
    ).not.toContain('cbt_s');
  });

  it('is off with the channel, and by itself', () => {
    const accounts = { work: { url: URL_B, token: 'x', enabled: false } };
    expect(resolveAccount(cfg({ accounts }), 'work').enabled).toBe(false);
    expect(resolveAccount(cfg({ enabled: false, accounts: { work: {} } }), 'work').enabled).toBe(false);
  });
});

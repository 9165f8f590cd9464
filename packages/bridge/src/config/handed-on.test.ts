import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { handedOn } from './handed-on.ts';

const home = join(homedir(), '.clawbridge');
const handed = (
  environment: Readonly<Record<string, string>>,
  flags: Readonly<Record<string, string | true>> = {},
) => handedOn({ home, environment }, new Map(Object.entries(flags)));

describe('what a process of a client is told', () => {
  it('is nothing where nothing is set here: it reads config.json5 by itself', () => {
    expect(handed({ PORT: '8080', HOST: 'x', CLAWBRIDGE_LOG_LEVEL: 'debug' })).toEqual({
      variables: {},
      withheld: [],
    });
  });

  it('is what the environment and the flags say here, the flags first', () => {
    expect(
      handed(
        { OPENCLAW_URL: 'wss://one.example.com', CLAWBRIDGE_MODE: 'read', OPENCLAW_MODEL: ' ' },
        { 'openclaw-url': 'wss://two.example.com', 'allow-agents': 'main' },
      ).variables,
    ).toEqual({
      OPENCLAW_URL: 'wss://two.example.com',
      CLAWBRIDGE_MODE: 'read',
      CLAWBRIDGE_ALLOW_AGENTS: 'main',
    });
  });

  it('is the home folder, when it is another one', () => {
    const { variables } = handedOn({ home: 'elsewhere', environment: {} }, new Map());
    expect(variables).toEqual({ CLAWBRIDGE_HOME: resolve('elsewhere') });
  });

  it('is where a secret stands, and never the secret', () => {
    const { variables, withheld } = handed(
      {
        OPENCLAW_GATEWAY_PASSWORD_FILE: 'secrets/password',
        CLAWBRIDGE_DATABASE_URL: 'postgres://me:hunter2@db/claw',
        OPENCLAW_INSTANCES: '[{"token":"hunter2"}]',
        OPENCLAW_URL: 'https://me:hunter2@gateway.example.com',
      },
      { 'gateway-token': 'hunter2', 'webhook-secret-file': '/run/webhook' },
    );
    expect(variables).toEqual({
      OPENCLAW_GATEWAY_PASSWORD_FILE: resolve('secrets/password'),
      CLAWBRIDGE_WEBHOOK_SECRET_FILE: '/run/webhook',
    });
    expect(withheld).toEqual([
      { place: 'OPENCLAW_URL', key: 'url' },
      { place: '--gateway-token', key: 'token' },
      { place: 'OPENCLAW_INSTANCES', key: 'instances' },
      { place: 'CLAWBRIDGE_DATABASE_URL', key: 'databaseUrl' },
    ]);
  });
});

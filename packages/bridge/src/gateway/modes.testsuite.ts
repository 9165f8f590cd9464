import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApprovalReach } from '../domain/approval.ts';
import type { GatewayMode } from '../domain/instance.ts';
import type { GatewayPool } from './pool.ts';

/** A gateway on this machine, with one device that speaks to it in every mode. */
export interface ModesSetup {
  /** Its instances are called like the modes. */
  readonly pool: GatewayPool;
  teardown(): Promise<void>;
}

const SCOPES = ['operator.read', 'operator.write', 'operator.approvals', 'operator.admin'];

/** What a mode asks for is granted, whatever this device asked for before; on the simulator and on the real gateway. */
export function describeModes(name: string, setup: () => Promise<ModesSetup>): void {
  describe(`The modes of an instance: ${name}`, () => {
    let world: ModesSetup;

    beforeAll(async () => {
      world = await setup();
    });
    afterAll(async () => {
      await world.teardown();
    });

    it.each<[GatewayMode, number, ApprovalReach]>([
      ['read', 1, 'none'],
      ['admin', 4, 'all'],
      ['write', 2, 'none'],
      ['approvals', 3, 'own'],
    ])('%s has %d scopes and shows approvals: %s', async (mode, scopes, approvals) => {
      expect(await world.pool.probe(mode)).toMatchObject({
        outlet: 'ws',
        scopes: SCOPES.slice(0, scopes),
        approvals,
      });
    });
  });
}

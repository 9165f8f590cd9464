import { startSimulator } from '@clawbridge/simulator';
import { expect, it } from 'vitest';
import { describeModes } from './modes.testsuite.ts';
import { openTempRunner } from './runner.fixture.ts';

describeModes('on the simulator', async () => {
  const gateway = await startSimulator();
  const { pool, close } = openTempRunner(gateway.httpUrl, gateway.token, 'ws');
  return {
    pool,
    async teardown() {
      await close();
      await gateway.stop();
    },
  };
});

it('HTTP shows no approvals', async () => {
  const gateway = await startSimulator();
  const { pool, close } = openTempRunner(gateway.httpUrl, gateway.token, 'http', 'admin');
  expect(await pool.probe('it')).toMatchObject({ outlet: 'http', approvals: 'none' });
  await close();
  await gateway.stop();
});

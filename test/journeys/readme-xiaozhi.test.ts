import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startSimulator, startXiaozhi, type Simulator, type Xiaozhi } from '@clawbridge/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSystemdSession, whyNoSystemd, type SystemdSession } from './systemd-session.ts';

const missing = whyNoSystemd();

/** From a token to a device that answers: what the README says somebody types, and what it says he sees. */
describe.skipIf(missing !== undefined)(
  `the three commands of the README${missing === undefined ? '' : ` (not here: ${missing})`}`,
  () => {
    const shown = commandsOf(
      readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8'),
    );
    let gateway: Simulator;
    let xiaozhi: Xiaozhi;
    let session: SystemdSession;

    beforeAll(async () => {
      gateway = await startSimulator();
      xiaozhi = await startXiaozhi({ mode: 'cloud' });
      session = await startSystemdSession();
    });

    afterAll(async () => {
      await session.end();
      await xiaozhi.stop();
      await gateway.stop();
    });

    it('are three', () => {
      expect(shown.map(({ typed }) => typed)).toEqual([
        'clawbridge xiaozhi check',
        'clawbridge service install',
        'clawbridge xiaozhi status',
      ]);
    });

    it('print what it says, and then a device is answered', async () => {
      const env = {
        XIAOZHI_MCP_URL: xiaozhi.endpoint().url,
        OPENCLAW_URL: gateway.httpUrl,
        OPENCLAW_GATEWAY_TOKEN: gateway.token,
        PORT: '0',
      };
      const [check, install, status] = shown;
      const run = async (args: readonly string[], withEnv = true) => {
        const { code, stdout } = await session.clawbridge(args, withEnv ? env : {});
        return { code, printed: plain(stdout) };
      };
      expect(await run(['xiaozhi', 'check'])).toEqual({ code: 0, printed: check?.printed });
      expect(await run(['service', 'install'])).toEqual({ code: 0, printed: install?.printed });
      const device = await xiaozhi.endpoint().device();
      await expect
        .poll(() => run(['xiaozhi', 'status'], false))
        .toEqual({ code: 0, printed: status?.printed });
      const { outcome, text } = await device.call('ask_jarvis', { question: '明天会下雨吗' });
      expect({ outcome, isAnswered: text.includes('明天会下雨吗') }).toEqual({
        outcome: 'told',
        isAnswered: true,
      });
    });

    /** Without what is different at each home, each time and each cloud. */
    function plain(text: string): string {
      return (
        text
          .replaceAll(`127.0.0.1:${xiaozhi.port}`, 'api.xiaozhi.me')
          .replaceAll(session.home, '/home/me')
          // Where OpenClaw is elsewhere and the port is taken, these are kept, too.
          .replace(/Kept .*XIAOZHI_MCP_URL.* in /, 'Kept XIAOZHI_MCP_URL in ')
          .replaceAll(/(systemd, for|enable-linger) root/g, '$1 me')
          .replaceAll(VARIABLE, '…')
          .trim()
      );
    }
  },
);

/** Times, durations, and how long a token is good. */
const VARIABLE = /\d{4}-\d\d-\d\d(?: \d\d:\d\d)?|\d+ (?:ms|days)/g;

interface Shown {
  readonly typed: string;
  readonly printed: string;
}

/** The terminal of the README in which a device is made to speak. */
function commandsOf(readme: string): readonly Shown[] {
  const [, terminal = ''] = /```console\n(\$ export XIAOZHI_MCP_URL[^]*?)```/.exec(readme) ?? [];
  return terminal
    .split(/^\$ /m)
    .slice(2)
    .map((part) => {
      const [typed = '', ...lines] = part.split('\n');
      return { typed, printed: lines.join('\n').replaceAll(VARIABLE, '…').trim() };
    });
}

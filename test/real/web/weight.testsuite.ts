import type { CDPSession } from 'playwright-core';
import { describe } from 'vitest';
import { answered, composer, say } from './chat-page.ts';
import { it } from './stage.ts';

/** What it loads for later is not part of the first load. */
const BLOCKED = /Service Worker registration blocked/;

export function describeWeight(): void {
  describe.concurrent('the first load', () => {
    it('takes at most 200 KB, and neither the console nor the highlighter', async ({
      stage,
      open,
      expect,
    }) => {
      const { context, forgive } = await open({ serviceWorkers: 'block' });
      forgive(BLOCKED);
      const page = await context.newPage();
      const loaded = await countBytes(await context.newCDPSession(page));
      await page.goto(stage.url);
      await composer(page).waitFor();
      await page.waitForLoadState('networkidle');
      const files = loaded().filter(({ url }) => !url.startsWith(`${stage.url}/chat`));
      expect(files.map(({ url }) => url).filter((url) => /highlight|Console/.test(url))).toEqual([]);
      expect(files.length).toBeGreaterThan(2);
      expect(sum(files.map(({ bytes }) => bytes))).toBeLessThan(200_000);
      await say(page, '/markdown');
      await page.locator('pre .hljs-keyword').first().waitFor();
      expect(loaded().some(({ url }) => url.includes('highlight'))).toBe(true);
    });

    it('lets nothing jump, and keeps the machine free', async ({ stage, open, expect }) => {
      const { context, page: first } = await open();
      await composer(first).waitFor();
      await say(first, '/markdown');
      await answered(first, 'What was found');
      const page = await context.newPage();
      await page.addInitScript(WATCH_SHIFTS);
      const session = await context.newCDPSession(page);
      await session.send('Performance.enable');
      await page.goto(`${stage.url}/${new URL(first.url()).hash}`);
      await answered(page, 'What was found');
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate('shift')).toBeLessThan(0.1);
      expect(await scriptSeconds(session)).toBeLessThan(2);
    });

    it('comes from the browser the second time', async ({ stage, open, expect }) => {
      const { context, page: first, forgive } = await open({ serviceWorkers: 'block' });
      forgive(BLOCKED);
      await composer(first).waitFor();
      const page = await context.newPage();
      const loaded = await countBytes(await context.newCDPSession(page));
      await page.goto(stage.url);
      await composer(page).waitFor();
      const assets = loaded().filter(({ url }) => url.includes('/assets/'));
      expect(sum(assets.map(({ bytes }) => bytes))).toBe(0);
    });
  });
}

const WATCH_SHIFTS = `window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });`;

interface Loaded {
  readonly url: string;
  /** As they came over the wire, with their headers. */
  readonly bytes: number;
}

async function countBytes(session: CDPSession): Promise<() => readonly Loaded[]> {
  const urls = new Map<string, string>();
  const done: Loaded[] = [];
  session.on('Network.responseReceived', ({ requestId, response }) => void urls.set(requestId, response.url));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength: bytes }) => {
    done.push({ url: urls.get(requestId) ?? '', bytes });
  });
  await session.send('Network.enable');
  return () => done;
}

async function scriptSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

import type { Page } from 'playwright-core';
import { axeSource } from '../chromium.ts';

/** What keeps people from using a page, in words: everything axe-core calls serious or critical. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource());
  return await page.evaluate<string[]>(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join(', ')))`,
  );
}

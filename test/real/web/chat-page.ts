import type { Locator, Page } from 'playwright-core';

/** What a person finds on the page, by the names a screen reader says. */
export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true });
export const mine = (page: Page): Locator => page.getByRole('article', { name: 'You', exact: true });
export const theirs = (page: Page): Locator => page.getByRole('article', { name: 'Agent', exact: true });
export const threads = (page: Page): Locator => page.getByRole('navigation', { name: 'Conversations' });

/** Types it and hits Enter. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** Resolves once the agent has said this, all of it. */
export async function answered(page: Page, text: string | RegExp): Promise<Locator> {
  const answer = theirs(page).and(page.locator('[aria-busy=false]')).filter({ hasText: text }).last();
  await answer.waitFor();
  return answer;
}

/** Says it and waits for the echo. */
export async function converse(page: Page, text: string): Promise<void> {
  await say(page, text);
  await answered(page, `ECHO: ${text}`);
}

/** Resolves once a message of his stands there with this state under it. */
export async function stands(page: Page, text: string, state: string): Promise<void> {
  await mine(page).filter({ hasText: text }).locator('.state').filter({ hasText: state }).waitFor();
}

/** Chooses something in the menu of a thread. */
export async function chooseFor(page: Page, title: string, what: string): Promise<void> {
  await threads(page)
    .getByRole('button', { name: `More for ${title}` })
    .click();
  await page.getByRole('button', { name: what, exact: true }).click();
}

/** What the browser keeps of what was read is gone: the next page that is opened has the newest entries alone. */
export async function forgetRead(page: Page): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    const opening = indexedDB.open('clawbridge-memory');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const clearing = opening.result.transaction('kept', 'readwrite').objectStore('kept').clear();
      clearing.onsuccess = () => (opening.result.close(), resolve());
    };
  })`);
}

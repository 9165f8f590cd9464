import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { describe } from 'vitest';
import {
  answered,
  chooseFor,
  composer,
  converse,
  forgetRead,
  mine,
  say,
  theirs,
  threads,
} from './chat-page.ts';
import { it } from './stage.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
  'base64',
);

export function describeThreads(): void {
  describe.concurrent('conversations', () => {
    it('are the same in three tabs', async ({ open, expect }) => {
      const { page, tab } = await open();
      await converse(page, 'the first word');
      const { hash } = new URL(page.url());
      const tabs = [page, await tab(hash.slice(1)), await tab(hash.slice(1))];
      await Promise.all(tabs.map((one) => answered(one, 'ECHO: the first word')));
      await Promise.all(tabs.map((one, n) => converse(one, `from tab ${n}`)));
      for (const one of tabs) await expect.poll(() => theirs(one).count()).toBe(4);
      const logs = await Promise.all(tabs.map((one) => mine(one).locator('.text').allInnerTexts()));
      expect(logs[0]).toHaveLength(4);
      expect(logs[1]).toEqual(logs[0]);
      expect(logs[2]).toEqual(logs[0]);
    });

    it('that are not looked at say that there is something new', async ({ stage, open, expect }) => {
      const { page, name } = await open();
      await converse(page, `${name} one`);
      const { from } = await stage.heard(`${name} one`);
      await page.getByRole('button', { name: 'New conversation' }).click();
      await converse(page, `${name} two`);
      await stage.plugin.say(from, 'The bread is ready.');
      await threads(page).getByText('1 unread').waitFor({ state: 'attached' });
      await expect.poll(() => page.title()).toBe('(1) clawbridge');
      await threads(page)
        .getByRole('link', { name: `${name} one` })
        .click();
      await answered(page, 'The bread is ready.');
      await expect.poll(() => page.title()).toBe('clawbridge');
      expect(await threads(page).getByText('unread').count()).toBe(0);
    });

    it('are found by what was said in them', async ({ open, expect }) => {
      const { page } = await open();
      await converse(page, 'something about marmalade');
      await page.getByRole('button', { name: 'New conversation' }).click();
      await converse(page, 'something else');
      await page.keyboard.press('Control+k');
      await page.locator('input[type=search]:focus').waitFor();
      await page.keyboard.type('ECHO: something about marm');
      await threads(page).getByText('Messages').waitFor();
      await threads(page).getByRole('link', { name: 'marmalade' }).first().click();
      await answered(page, 'ECHO: something about marmalade');
      await page.getByRole('searchbox').fill('nowhere to be found');
      await threads(page).getByText('Nothing found').waitFor();
      await page.keyboard.press('Escape');
      expect(await threads(page).getByRole('listitem').count()).toBe(2);
    });

    it('open at what was found in them, however long ago it was', async ({ stage, open, expect }) => {
      const { page, name } = await open();
      await converse(page, `${name} begins`);
      const { from } = await stage.heard(`${name} begins`);
      for (let n = 0; n < 200; n++) await stage.plugin.say(from, `${name} line ${n} of many`);
      await answered(page, `${name} line 199 of many`);
      await forgetRead(page);
      await page.reload();
      await answered(page, `${name} line 199 of many`);
      await page.getByRole('searchbox').fill(`${name} line 42 of`);
      await threads(page).getByRole('link', { name: 'line 42' }).click();
      const found = theirs(page).filter({ hasText: `${name} line 42 of` });
      await found.and(page.locator(':focus')).waitFor();
      await expect.poll(() => isInView(found)).toBe(true);
      expect(await theirs(page).count()).toBeLessThan(150);
      await page.getByRole('button', { name: 'Jump to newest' }).click();
      await answered(page, `${name} line 199 of many`);
      await expect.poll(() => isInView(theirs(page).last())).toBe(true);
    });

    it('are renamed and removed, in the other tab too', async ({ open }) => {
      const { page, tab } = await open();
      await converse(page, 'plans');
      const other = await tab();
      await chooseFor(page, 'plans', 'Rename');
      await page.getByRole('textbox', { name: 'New title' }).fill('Holidays in Wales');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Holidays in Wales' }).waitFor();
      await threads(other).getByText('Holidays in Wales').waitFor();
      await chooseFor(page, 'Holidays in Wales', 'Delete');
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await threads(page).getByText('No conversations yet').waitFor();
      await threads(other).getByText('No conversations yet').waitFor();
    });

    it('are read back page by page', async ({ stage, open, expect }) => {
      const { page, name } = await open();
      await converse(page, `${name} begins`);
      const { from } = await stage.heard(`${name} begins`);
      for (let n = 0; n < 150; n++) await stage.plugin.say(from, `line ${n}`);
      await theirs(page).getByText('line 149', { exact: true }).waitFor();
      await forgetRead(page);
      await page.reload();
      await theirs(page).getByText('line 149', { exact: true }).waitFor();
      expect(await mine(page).count()).toBe(0);
      const log = page.getByRole('group', { name: 'Conversation' });
      for (const count of [100, 150, 151]) {
        await log.evaluate((element) => (element.scrollTop = 0));
        await expect.poll(() => theirs(page).count()).toBe(count);
      }
      await mine(page)
        .filter({ hasText: `${name} begins` })
        .waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Jump to newest' }).click();
      await page.getByRole('button', { name: 'Jump to newest' }).waitFor({ state: 'hidden' });
    });
  });

  describe.concurrent('files', () => {
    it('go with a message, and come back', async ({ open, expect }) => {
      const { page } = await open();
      const chosen = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Attach files' }).click();
      await (
        await chosen
      ).setFiles([
        { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('some notes') },
        { name: 'dot.png', mimeType: 'image/png', buffer: PNG },
      ]);
      await page.getByRole('button', { name: 'Remove dot.png' }).waitFor();
      await say(page, 'take these');
      const answer = await answered(page, 'ECHO: take these');
      await expect.poll(() => widthOf(page, 'dot.png')).toBe(10);
      const downloading = page.waitForEvent('download');
      await answer.getByRole('link', { name: 'Download notes.txt' }).click();
      const download = await downloading;
      expect(download.suggestedFilename()).toBe('notes.txt');
      expect(await readFile(await download.path(), 'utf8')).toBe('some notes');
    });

    it('are pasted', async ({ open, expect }) => {
      const { page } = await open();
      await composer(page).focus();
      await page.evaluate(
        `(async () => {
          const bytes = Uint8Array.from(atob('${PNG.toString('base64')}'), (one) => one.charCodeAt(0));
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
          document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        })()`,
      );
      await page.getByRole('button', { name: 'Remove image.png' }).waitFor();
      await page.getByRole('button', { name: 'Send' }).click();
      await theirs(page).getByRole('link', { name: 'Image image.png' }).waitFor();
      await expect.poll(() => widthOf(page, 'image.png')).toBe(10);
    });

    it('that are too large or empty are not taken, and it is said why', async ({ open, expect }) => {
      const { page } = await open();
      await page.locator('input[type=file]').setInputFiles([
        {
          name: 'large.bin',
          mimeType: 'application/octet-stream',
          buffer: Buffer.alloc(10 * 1024 * 1024 + 1),
        },
        { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
      ]);
      await page.getByRole('alert').filter({ hasText: 'large.bin is larger than' }).waitFor();
      await page.getByRole('alert').filter({ hasText: 'empty.txt is empty' }).waitFor();
      expect(await page.getByRole('button', { name: /^Remove/ }).count()).toBe(0);
    });
  });
}

async function isInView(place: Locator): Promise<boolean> {
  const box = await place.boundingBox();
  const height = place.page().viewportSize()?.height ?? 0;
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}

/** Of the picture as it was loaded; 0 while it was not. */
async function widthOf(page: Page, name: string): Promise<number> {
  const picture = theirs(page).getByAltText(name);
  return await picture.evaluate((image) => Number('naturalWidth' in image && image.naturalWidth));
}

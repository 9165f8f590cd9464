import type { Page } from 'playwright-core';
import { describe } from 'vitest';
import { answered, composer, converse, mine, theirs, threads } from './chat-page.ts';
import { faultsOf } from './faults.ts';
import { it } from './stage.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

export function describeLooks(): void {
  describe.concurrent('everybody', () => {
    it.for([
      ['light', 'en-GB', undefined],
      ['dark', 'en-GB', undefined],
      ['light', 'zh-CN', undefined],
      ['dark', 'zh-CN', PHONE],
    ] as const)('can use all of it: %s, %s', async ([colorScheme, locale, phone], { open, expect }) => {
      const { page } = await open({ colorScheme, locale, ...phone });
      if (phone !== undefined) await page.locator('aside header button').first().click();
      await page.getByRole('textbox').last().waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await fillLog(page);
      expect(await faultsOf(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    });

    it.for(['light', 'dark'] as const)('can come in: %s', async (colorScheme, { open, expect }) => {
      for (const hash of ['/', 'invite=x']) {
        const { page } = await open({ as: 'nobody', hash, colorScheme });
        await page.getByRole('heading').waitFor();
        expect(await faultsOf(page)).toEqual([]);
      }
    });

    it('hears what everything is called', async ({ open, expect }) => {
      const { page, name } = await open();
      await converse(page, 'hello');
      const tree = await page.locator('body').ariaSnapshot();
      for (const line of [
        '- button "New conversation"',
        '- searchbox "Search conversations"',
        '- navigation "Conversations"',
        '- button "More for hello"',
        `- button "${name} Account and settings"`,
        '- heading "hello" [level=1]',
        '- region "Conversation"',
        '- article "You"',
        '- article "Agent"',
        '- textbox "Message"',
        '- button "Attach files"',
        '- button "Send" [disabled]',
      ])
        expect(tree).toContain(line);
    });
  });

  describe.concurrent('the keyboard', () => {
    it('reaches everything, and sends', async ({ open, expect }) => {
      const { page } = await open();
      await converse(page, 'a message');
      const names = (await tabThrough(page)).join('\n');
      for (const name of [
        'New conversation',
        'Search conversations',
        'More for a message',
        'Account and settings',
        'Conversation',
        'Copy',
        'Edit and resend',
        'Message',
        'Attach files',
      ])
        expect(names).toContain(name);
    });

    it('begins a line with Shift+Enter', async ({ stage, open, expect }) => {
      const { page } = await open();
      await composer(page).focus();
      await page.keyboard.type('one');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type('two');
      expect(await mine(page).count()).toBe(0);
      await page.keyboard.press('Enter');
      await stage.heard('one\ntwo');
      await theirs(page).first().waitFor();
      expect(await composer(page).inputValue()).toBe('');
    });

    it('does not send with the Enter that ends a word of an input method', async ({
      stage,
      open,
      expect,
    }) => {
      const { page, context } = await open({ locale: 'zh-CN' });
      const area = page.getByRole('textbox').last();
      await area.focus();
      const session = await context.newCDPSession(page);
      const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 };
      await session.send('Input.imeSetComposition', { text: 'ni hao', selectionStart: 6, selectionEnd: 6 });
      await session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
      await session.send('Input.insertText', { text: '你好，世界' });
      await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
      expect(await area.inputValue()).toBe('你好，世界');
      await page.keyboard.press('Enter');
      await stage.heard('你好，世界');
      expect(await area.inputValue()).toBe('');
    });

    it('closes what it opened with Escape, and is where it was', async ({ open, expect }) => {
      const { page } = await open();
      await page.getByRole('button', { name: 'Account and settings' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('radio', { name: 'Dark' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('radio', { name: 'Dark' }).waitFor({ state: 'hidden' });
      expect(await page.evaluate('document.activeElement.textContent')).toContain('Account and settings');
    });
  });

  describe.concurrent('the look', () => {
    it('is that of the system until somebody chooses', async ({ open, expect }) => {
      const { page } = await open({ colorScheme: 'dark' });
      await composer(page).waitFor();
      expect(await lightness(page)).toBeLessThan(60);
      await page.emulateMedia({ colorScheme: 'light' });
      expect(await lightness(page)).toBeGreaterThan(200);
      await page.getByRole('button', { name: 'Account and settings' }).click();
      await page.getByText('Dark', { exact: true }).click();
      expect(await lightness(page)).toBeLessThan(60);
      await page.reload();
      await composer(page).waitFor();
      expect(await lightness(page)).toBeLessThan(60);
    });

    it('is Chinese where the browser is, and English where that is chosen', async ({ open, expect }) => {
      const { page } = await open({ locale: 'zh-CN' });
      await page.getByRole('textbox').last().waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
      expect(await page.locator('aside').innerText()).toMatch(/[一-鿿]/);
      await page.locator('aside footer button').first().click();
      await page.getByText('English', { exact: true }).click();
      await page.getByRole('button', { name: 'New conversation' }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
    });

    it('is the list or a conversation on a phone', async ({ open, expect }) => {
      const { page } = await open(PHONE);
      await page.getByRole('button', { name: 'New conversation' }).click();
      await converse(page, 'on the way');
      expect(await threads(page).isVisible()).toBe(false);
      await page.getByRole('button', { name: 'Back to conversations' }).click();
      await threads(page).getByRole('link', { name: 'on the way' }).waitFor();
      expect(await composer(page).isVisible()).toBe(false);
      await threads(page).getByRole('link', { name: 'on the way' }).click();
      await answered(page, 'ECHO: on the way');
      await page.goBack();
      await threads(page).getByRole('link', { name: 'on the way' }).waitFor();
    });
  });
}

/** Everything that can stand in a log. */
async function fillLog(page: Page): Promise<void> {
  const area = page.getByRole('textbox').last();
  const say = async (text: string) => {
    await area.fill(text);
    await area.press('Enter');
  };
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') });
  await say('/markdown');
  await page.locator('pre .hljs-keyword').first().waitFor();
  await say('/tool ls -l');
  await page.locator('article').getByText('ECHO: /tool').waitFor();
  await say('/approve touch x');
  await page.locator('.approval button').first().waitFor();
}

/** The names of what has the focus, one after the other, until it comes round. */
async function tabThrough(page: Page): Promise<readonly string[]> {
  const names: string[] = [];
  for (let n = 0; n < 40; n++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate<string>(
      `document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()`,
    );
    if (name === names[0] && names.length > 1) break;
    names.push(name);
  }
  return names;
}

/** Of the ground of the page: 0 to 255. */
async function lightness(page: Page): Promise<number> {
  const colour = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  return Math.max(...(colour.match(/\d+/g) ?? []).map(Number));
}

import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe } from 'vitest';
import { callTool, connectWithToken, makeToken } from '../../journeys/with-token.ts';
import { composer } from './chat-page.ts';
import { faultsOf } from './faults.ts';
import { it, type Stage } from './stage.ts';

const PARTS = ['', 'tasks', 'approvals', 'voice', 'people', 'events', 'charts'] as const;

export function describeConsole(): void {
  describe.concurrent('the console', () => {
    it('shows how the instances and the channel are', async ({ open, expect }) => {
      const { page } = await open({ as: 'owner', hash: '/console' });
      await page.getByRole('heading', { name: 'OpenClaw instances' }).waitFor();
      await page.getByRole('listitem').getByText('OK', { exact: true }).waitFor();
      await page.getByText('Connected', { exact: true }).waitFor();
      expect(
        await page.getByRole('navigation', { name: 'Parts of the console' }).getByRole('link').count(),
      ).toBe(7);
      await page.getByRole('link', { name: 'Back to chat' }).click();
      await composer(page).waitFor();
    });

    it('shows a task while it runs, and cancels it', async ({ stage, open }) => {
      const { page } = await open({ as: 'owner', hash: '/console/tasks' });
      const ask = await asker(stage);
      await ask('/slow 2000 50');
      const task = page.getByRole('article').filter({ hasText: '/slow 2000 50' });
      await task.getByText('Running').waitFor();
      await task.getByText(/[1-9]\d* characters/).waitFor();
      await task.getByRole('button', { name: 'Cancel the task' }).click();
      const dialog = page.getByRole('dialog', { name: 'Cancel this task?' });
      await dialog.getByText('/slow 2000 50').waitFor();
      await dialog.getByRole('button', { name: 'Cancel task' }).click();
      await task.getByText('Cancelled').waitFor();
      await page.getByText('Cancelled', { exact: true }).first().waitFor();
    });

    it('shows what waits for a yes, and gives it', async ({ stage, open, expect }) => {
      const { page } = await open({ as: 'owner', hash: '/console/approvals' });
      const ask = await asker(stage);
      await ask('/approve touch console');
      const asked = page.getByRole('listitem').filter({ hasText: 'touch console' });
      await asked.getByRole('button', { name: 'Allow once' }).click();
      await asked.waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'Tasks' }).click();
      const task = page.getByRole('article').filter({ hasText: '/approve touch console' });
      await task.getByText('Completed').waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
    });

    it('invites somebody, and sends him away again', async ({ stage, open, expect }) => {
      const { page } = await open({ as: 'owner', hash: '/console/people' });
      await page.getByLabel('Name', { exact: true }).fill('Tante Emma');
      await page.keyboard.press('Enter');
      await page.getByText('A name has no spaces').waitFor();
      await page.getByLabel('Name', { exact: true }).fill('Bert');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'A link for Bert' }).waitFor();
      const link = await page.getByLabel('Invitation link').inputValue();
      expect(link).toMatch(/\/#invite=[\w-]{43}$/);
      const { page: guest } = await open({ as: 'nobody', hash: new URL(link).hash.slice(1) });
      await guest.getByRole('button', { name: 'Join the chat' }).click();
      await composer(guest).waitFor();
      expect(guest.url()).toContain(stage.url);
      await page.getByRole('button', { name: 'Revoke Bert' }).click();
      const dialog = page.getByRole('dialog', { name: 'Revoke Bert?' });
      await dialog.getByText('Bert is signed out everywhere').waitFor();
      await dialog.getByRole('button', { name: 'Revoke' }).click();
      await guest.getByRole('heading', { name: 'Sign in' }).waitFor();
      await page.getByRole('button', { name: 'Revoke Bert' }).waitFor({ state: 'detached' });
    });

    it('shows what happens, as it happens, and stops when asked to', async ({ stage, open, expect }) => {
      const sessionKey = 'agent:main:telegram:direct:console';
      stage.gateway.seedConversation({
        sessionKey,
        channel: 'telegram',
        to: 'console',
        displayName: 'Console',
      });
      const { page } = await open({ as: 'owner', hash: '/console/events' });
      await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
      stage.gateway.receive({ sessionKey, text: 'Who brings <b>the cake</b>?' });
      await page.getByRole('log').getByText('Who brings <b>the cake</b>?').waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      stage.gateway.receive({ sessionKey, text: 'I do.' });
      await page.getByText(/new events? (is|are) held back/).waitFor();
      expect(await page.getByText('I do.').count()).toBe(0);
      await page.getByRole('button', { name: 'Resume' }).click();
      await page.getByText('I do.').waitFor();
    });

    it('draws charts that can be read as tables', async ({ stage, open, expect }) => {
      const ask = await asker(stage);
      await ask('for the charts', 'openclaw_chat');
      const { page } = await open({ as: 'owner', hash: '/console/charts' });
      await page.getByRole('img', { name: 'Tasks per hour' }).waitFor();
      expect(await page.getByRole('img').count()).toBe(3);
      await page.getByText('Show as table').first().click();
      const table = page.getByRole('table', { name: 'Tasks per hour' });
      expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
        'When',
        'Completed',
        'Failed',
        'Cancelled',
      ]);
      expect(await table.getByRole('row').count()).toBeGreaterThan(1);
    });
  });

  describe.concurrent('everybody', () => {
    it.for([
      ['light', 'en-GB', 1280],
      ['dark', 'zh-CN', 1280],
      ['light', 'en-GB', 390],
    ] as const)(
      'can use each part of the console: %s, %s, %i pixels',
      async ([colorScheme, locale, width], { open, expect }) => {
        const { page } = await open({
          as: 'owner',
          hash: '/console',
          colorScheme,
          locale,
          viewport: { width, height: 800 },
        });
        for (const part of PARTS) {
          await show(page, part);
          expect(await faultsOf(page), part).toEqual([]);
          expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), part).toBe(true);
        }
      },
    );
  });
}

async function show(page: Page, part: string): Promise<void> {
  await page.evaluate(`location.hash = '/console${part === '' ? '' : `/${part}`}'`);
  await page.locator(`nav a[href="#/console${part === '' ? '' : `/${part}`}"][aria-current=page]`).waitFor();
  await page.locator('main .card').first().waitFor();
}

/** Asks the agent as an MCP client does, in a session of its own: for the answer, or only that it be worked on. */
async function asker({ world }: Stage) {
  const { token } = await makeToken(world.env);
  const client = await connectWithToken(world.url, token);
  return async (message: string, tool: 'openclaw_chat' | 'openclaw_chat_async' = 'openclaw_chat_async') => {
    const { isError, text } = await callTool(client, tool, {
      message,
      session_id: `agent:main:${randomUUID()}`,
    });
    if (isError) throw new Error(text);
  };
}

import { describe } from 'vitest';
import { answered, composer, converse, mine, say, stands, theirs, threads } from './chat-page.ts';
import { it } from './stage.ts';

export function describeSaying(): void {
  describe.concurrent('saying something', () => {
    it('shows how far it has come, what is being written, and the answer', async ({
      stage,
      open,
      expect,
    }) => {
      const { page } = await open();
      await say(page, '/hang 1');
      const { id: turn, from } = await stage.heard('/hang 1');
      await stands(page, '/hang 1', 'Delivered to the agent');
      await page.getByText('Working').first().waitFor();
      stage.plugin.live(from, { type: 'partial', turn, at: 0, text: 'The first ' });
      const answer = theirs(page);
      await answer.getByText('The first').waitFor();
      expect(await answer.getAttribute('aria-busy')).toBe('true');
      stage.plugin.live(from, { type: 'partial', turn, at: 10, text: 'half' });
      await answer.getByText('The first half').waitFor();
      const message = await stage.heard('/hang 1');
      await stage.plugin.answer(message, 'The first half, and **the rest**.');
      await answered(page, 'The first half, and the rest.');
      expect(await theirs(page).count()).toBe(1);
      expect(await page.getByText('Working').count()).toBe(0);
    });

    it('says once to a screen reader what was answered', async ({ open, expect }) => {
      const { page } = await open();
      await converse(page, 'aloud');
      const told = page.locator('[aria-live=polite]').filter({ hasText: 'The agent answered: ECHO: aloud' });
      await told.waitFor({ state: 'attached' });
      expect(await told.count()).toBe(1);
    });

    it('renders Markdown, colours code and copies it', async ({ stage, open, expect }) => {
      const { page, context } = await open();
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: stage.url });
      await say(page, '/markdown');
      const answer = await answered(page, 'What was found');
      await answer.locator('pre .hljs-keyword').first().waitFor();
      expect(await answer.getByRole('heading').allTextContents()).toEqual(['A heading', 'What was found']);
      expect(await answer.getByRole('table').getByRole('row').count()).toBe(3);
      expect(await answer.getByText('☑ done').count()).toBe(1);
      const link = answer.getByRole('link', { name: 'a link' });
      expect(await link.getAttribute('target')).toBe('_blank');
      expect(await link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
      await answer.getByRole('button', { name: 'Copy code' }).last().click();
      await answer.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
      expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe('npm install && npm start');
    });

    it('shows what the agent does', async ({ open, expect }) => {
      const { page } = await open();
      await say(page, '/tool ls -l');
      const answer = await answered(page, 'ECHO: /tool');
      expect(await answer.getByRole('listitem').innerText()).toMatch(/Exec ls -l\s+Done/);
    });

    it.for([
      ['Allow once', 'Allowed once', 'Done'],
      ['Deny', 'Denied', 'Denied'],
    ] as const)('asks before something is done: %s', async ([button, decided, end], { open, expect }) => {
      const { page } = await open();
      await say(page, `/approve touch ${end}`);
      const asked = page.getByRole('article', { name: 'The agent ask' });
      await asked.getByText(`touch ${end}`).waitFor();
      await threads(page).getByText('Waits for your permission').waitFor();
      await asked.getByRole('button', { name: button }).click();
      await asked.getByText(decided, { exact: true }).waitFor();
      const answer = await answered(page, 'ECHO: /approve');
      expect(await answer.getByRole('listitem').innerText()).toContain(end);
      expect(await asked.getByRole('button').count()).toBe(0);
    });

    it('is stopped', async ({ open, expect }) => {
      const { page } = await open();
      await say(page, '/slow 1000 50');
      await theirs(page).getByText('w0 w1').waitFor();
      await page.getByRole('button', { name: 'Stop' }).click();
      await answered(page, 'aborted');
      expect(await page.getByRole('button', { name: 'Stop' }).count()).toBe(0);
    });

    it('is edited and said again', async ({ open, expect }) => {
      const { page } = await open();
      await converse(page, 'the frist one');
      await composer(page).press('ArrowUp');
      await page.getByText('Editing a message.').waitFor();
      expect(await composer(page).inputValue()).toBe('the frist one');
      await converse(page, 'the first one');
      expect(await mine(page).count()).toBe(2);
      const edited = mine(page).first().locator('details');
      expect(await edited.getAttribute('open')).toBeNull();
      await edited.getByText('Edited').click();
      await edited.getByText('the frist one').waitFor();
    });

    it('is told how to be let in, by a code that can be copied', async ({ stage, open, expect }) => {
      const { page, name } = await open();
      await converse(page, `${name} knocks`);
      const { from: to } = await stage.heard(`${name} knocks`);
      const text =
        'OpenClaw: access not configured.\n\nPairing code: ABCD2345\n\nopenclaw pairing approve clawbridge ABCD2345';
      stage.plugin.send({ type: 'notice', ref: 1_000_001, nonce: `pairing:${name}`, to, text });
      const notice = page.getByRole('article', { name: 'From the channel' });
      await notice.getByText('ABCD2345', { exact: true }).waitFor();
      expect(await notice.getByRole('button', { name: 'Copy' }).count()).toBe(2);
    });

    it('is announced to whoever looks elsewhere and wants that', async ({ stage, open, expect }) => {
      const { page, name } = await open();
      await page.evaluate(LOOK_ELSEWHERE);
      await converse(page, `${name} waits`);
      const { from } = await stage.heard(`${name} waits`);
      await stage.plugin.say(from, 'Not announced.');
      await answered(page, 'Not announced.');
      await page.getByRole('button', { name: 'Account and settings' }).click();
      await page.getByLabel('Notify me of answers').check();
      await stage.plugin.say(from, 'The bread is ready.');
      await expect.poll(() => page.evaluate('told')).toEqual([`${name} waits: The bread is ready.`]);
    });

    it('keeps a draft for each thread, over a reload', async ({ open, expect }) => {
      const { page } = await open();
      await converse(page, 'one thing');
      await composer(page).fill('half a thought');
      await page.reload();
      await answered(page, 'ECHO: one thing');
      expect(await composer(page).inputValue()).toBe('half a thought');
    });

    it('says what is too long, and keeps it', async ({ open, expect }) => {
      const { page } = await open();
      await composer(page).fill('x'.repeat(150_001));
      await composer(page).press('Enter');
      await page.getByRole('alert').filter({ hasText: 'at most 150,000 characters' }).waitFor();
      expect(await mine(page).count()).toBe(0);
    });

    it('takes a very long answer', async ({ open, expect }) => {
      const { page } = await open();
      await say(page, '/long 150000');
      const answer = await answered(page, 'xxxx');
      expect((await answer.locator('.markdown').innerText()).length).toBe(150_000);
      expect(await page.evaluate('document.documentElement.scrollWidth === innerWidth')).toBe(true);
    });
  });
}

/** A page that nobody looks at, with notifications that are written down. */
const LOOK_ELSEWHERE = `window.told = [];
  Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
  Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
  Notification.requestPermission = async () => 'granted';
  ServiceWorkerRegistration.prototype.showNotification = async (title, { body }) => {
    told.push(title + ': ' + body);
  };
  navigator.serviceWorker.ready.then(() => undefined)`;

import { describe } from 'vitest';
import { startProxy, type Proxy } from '../../proxy.ts';
import { answered, composer, converse, mine, say, stands, theirs, threads } from './chat-page.ts';
import { it } from './stage.ts';

/** A test with a wire to the relay that can be cut. */
const onWire = it.extend<{ wire: Proxy & { readonly url: string } }>({
  wire: async ({ stage }, use) => {
    const proxy = await startProxy(Number(new URL(stage.url).port));
    await use({ ...proxy, url: `http://127.0.0.1:${proxy.port}` });
    await proxy.close();
  },
});

const WIRE_CUT = /WebSocket connection|ERR_/;

/** What a browser without a network says of it. */
const NO_NETWORK = /ERR_INTERNET_DISCONNECTED|Failed to fetch|WebSocket connection/;

/** The worker answers from now on. */
const IS_CONTROLLED = `navigator.serviceWorker.controller !== null || new Promise((resolve) =>
  navigator.serviceWorker.addEventListener('controllerchange', () => resolve(true), { once: true }))`;

/** What this browser keeps of what was read: the list, the order of the threads, and their newest pages. */
const COUNT_KEPT = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('clawbridge-memory');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const counting = opening.result.transaction('kept').objectStore('kept').count();
    counting.onsuccess = () => (opening.result.close(), resolve(counting.result));
  };
})`;

export function describeOffline(): void {
  describe.concurrent('without a network', () => {
    it('keeps what is said, and sends it once when it is back', async ({ stage, open, expect }) => {
      const { page, context, forgive } = await open();
      forgive(NO_NETWORK);
      await converse(page, 'while there is one');
      await context.setOffline(true);
      await page.getByText('You are offline.').waitFor();
      await say(page, 'said offline, first');
      await say(page, 'said offline, second');
      await stands(page, 'said offline, second', 'Waiting to be sent');
      await context.setOffline(false);
      await answered(page, 'ECHO: said offline, second');
      await stands(page, 'said offline, first', 'Delivered to the agent');
      expect(stage.plugin.messages.filter(({ text }) => text.startsWith('said offline'))).toHaveLength(2);
      expect(await mine(page).locator('.text').allInnerTexts()).toEqual([
        'while there is one',
        'said offline, first',
        'said offline, second',
      ]);
    });

    it('opens the console, which was never opened before', async ({ open }) => {
      const { page, context, forgive } = await open({ as: 'owner' });
      forgive(NO_NETWORK);
      await composer(page).waitFor();
      await page.evaluate(IS_CONTROLLED);
      await context.setOffline(true);
      await page.evaluate("location.hash = '/console'");
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      await page.getByText('clawbridge cannot be reached.').waitFor();
    });

    it('says so where the console is not kept', async ({ open }) => {
      const { page, context, forgive } = await open({ as: 'owner', serviceWorkers: 'block' });
      forgive(/ERR_|Failed to fetch|WebSocket connection|preload|Service Worker registration blocked/);
      await composer(page).waitFor();
      await context.setOffline(true);
      await page.evaluate("location.hash = '/console'");
      await page.getByRole('heading', { name: 'clawbridge cannot be reached' }).waitFor();
      await context.setOffline(false);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
    });

    it('opens all the same, and shows over a reload what waits', async ({ stage, open, expect }) => {
      const { page, context, forgive } = await open();
      forgive(NO_NETWORK);
      // The thread is asked for that the relay does not know yet.
      forgive(/404/);
      await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
      await context.setOffline(true);
      await page.reload();
      await composer(page).waitFor();
      await say(page, 'from the cellar');
      await stands(page, 'from the cellar', 'Waiting to be sent');
      await page.reload();
      await stands(page, 'from the cellar', 'Waiting to be sent');
      await context.setOffline(false);
      await answered(page, 'ECHO: from the cellar');
      expect(stage.plugin.messages.filter(({ text }) => text === 'from the cellar')).toHaveLength(1);
    });

    it('shows what was looked at, and who signs out takes it with him', async ({ open, expect }) => {
      const { page, context, name, forgive } = await open();
      forgive(NO_NETWORK);
      forgive(/404|401/);
      await converse(page, `${name} remembers`);
      await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
      await expect.poll(() => page.evaluate(COUNT_KEPT)).toBe(3);
      await context.setOffline(true);
      await page.reload();
      await answered(page, `ECHO: ${name} remembers`);
      await threads(page).getByText(`${name} remembers`).first().waitFor();
      await context.setOffline(false);
      await stands(page, `${name} remembers`, 'Delivered to the agent');
      await page.getByRole('button', { name: 'Account and settings' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await expect.poll(() => page.evaluate(COUNT_KEPT)).toBe(0);
    });

    it('gets the answer that was given meanwhile', async ({ stage, open, expect }) => {
      const { page, context, forgive } = await open();
      forgive(NO_NETWORK);
      await say(page, '/hang offline');
      const message = await stage.heard('/hang offline');
      const { id: turn, from } = message;
      stage.plugin.live(from, { type: 'partial', turn, at: 0, text: 'It begins' });
      await theirs(page).getByText('It begins').waitFor();
      await context.setOffline(true);
      await page.getByText('You are offline.').waitFor();
      await stage.plugin.answer(message, 'It begins and it ends.');
      await context.setOffline(false);
      await answered(page, 'It begins and it ends.');
      expect(await theirs(page).count()).toBe(1);
    });
  });

  describe.concurrent('on a wire that is dead and does not say so', () => {
    const it = onWire;

    it('sends once what was on its way', async ({ stage, wire, open, expect }) => {
      const { page, forgive } = await open({ url: wire.url });
      forgive(WIRE_CUT);
      await converse(page, 'while it lives');
      wire.freeze();
      await say(page, 'into the void');
      await stands(page, 'into the void', 'Sending');
      wire.thaw();
      wire.cut();
      await answered(page, 'ECHO: into the void');
      await stands(page, 'into the void', 'Delivered to the agent');
      expect(stage.plugin.messages.filter(({ text }) => text === 'into the void')).toHaveLength(1);
      expect(await mine(page).count()).toBe(2);
    });

    it('catches up in the middle of an answer', async ({ stage, wire, open, expect }) => {
      const { page, forgive } = await open({ url: wire.url });
      forgive(WIRE_CUT);
      await say(page, '/hang wire');
      const message = await stage.heard('/hang wire');
      const { id: turn, from } = message;
      stage.plugin.live(from, { type: 'partial', turn, at: 0, text: 'One, ' });
      await theirs(page).getByText('One,').waitFor();
      wire.freeze();
      stage.plugin.live(from, { type: 'partial', turn, at: 5, text: 'two, ' });
      wire.cut();
      wire.thaw();
      await theirs(page).getByText('One, two,').waitFor();
      stage.plugin.live(from, { type: 'partial', turn, at: 10, text: 'three' });
      await theirs(page).getByText('One, two, three').waitFor();
      await stage.plugin.answer(message, 'One, two, three.');
      await answered(page, 'One, two, three.');
      expect(await theirs(page).count()).toBe(1);
    });

    it('writes down what happened to it', async ({ wire, open }) => {
      const { page, forgive } = await open({ url: wire.url });
      forgive(WIRE_CUT);
      await converse(page, 'hello');
      wire.cut();
      await converse(page, 'hello again');
      await page.getByRole('button', { name: 'Account and settings' }).click();
      await page.getByRole('button', { name: 'Connection log' }).click();
      const log = page.getByRole('dialog', { name: 'Connection log' });
      await log.getByText('Connection lost (code 1006)').waitFor();
      await log.getByText('Message received by the server: hello again').waitFor();
    });
  });

  describe.concurrent('a reload while an answer is written', () => {
    it('shows what was written so far, and then the answer', async ({ stage, open, expect }) => {
      const { page } = await open();
      await say(page, '/hang reload');
      const message = await stage.heard('/hang reload');
      const { id: turn, from } = message;
      stage.plugin.live(from, { type: 'partial', turn, at: 0, text: 'So far ' });
      stage.plugin.live(from, { type: 'partial', turn, at: 7, text: 'so good' });
      await theirs(page).getByText('So far so good').waitFor();
      await page.reload();
      await theirs(page).getByText('So far so good').waitFor();
      stage.plugin.live(from, { type: 'partial', turn, at: 14, text: ', and more' });
      await theirs(page).getByText('So far so good, and more').waitFor();
      await stage.plugin.answer(message, 'All of it.');
      await answered(page, 'All of it.');
      expect(await theirs(page).count()).toBe(1);
      expect(await mine(page).count()).toBe(1);
    });
  });

  describe.concurrent('a message that the relay does not take', () => {
    it('says why, and can be tried again or discarded', async ({ open, expect }) => {
      const { page, context } = await open();
      const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') };
      await context.route('**/chat/files?*', (route) =>
        route.fulfill({
          status: 200,
          json: {
            id: '00000000-0000-4000-8000-000000000000',
            name: 'notes.txt',
            type: 'text/plain',
            size: 1,
          },
        }),
      );
      await page.locator('input[type=file]').setInputFiles(file);
      await say(page, 'with a file that is gone');
      await stands(page, 'with a file that is gone', 'Not sent');
      await context.unroute('**/chat/files?*');
      await mine(page).getByRole('button', { name: 'Try again' }).click();
      await stands(page, 'with a file that is gone', 'Not sent');
      await mine(page).getByRole('button', { name: 'Discard' }).click();
      await expect.poll(() => mine(page).count()).toBe(0);
      await converse(page, 'and on we go');
    });
  });
}

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AskingClient } from '../../packages/bridge/src/auth/pages/client.ts';
import { renderConsent } from '../../packages/bridge/src/auth/pages/consent.ts';
import { PAGE_HEADERS } from '../../packages/bridge/src/auth/pages/headers.ts';
import { LOCALES, pickLocale, type Locale } from '../../packages/bridge/src/auth/pages/locale.ts';
import { renderNoPassword } from '../../packages/bridge/src/auth/pages/no-password.ts';
import { renderSignIn } from '../../packages/bridge/src/auth/pages/sign-in.ts';
import { SCOPES } from '../../packages/bridge/src/domain/principal.ts';
import { axeSource, launchChromium } from './chromium.ts';

const CLIENT: AskingClient = {
  name: 'Claude Code',
  id: 'c1',
  redirectHost: 'localhost:51712',
  isVerified: false,
};

const HOSTILE: AskingClient = {
  name: `<script>document.title = 'taken'</script>\u202E${'very-long-name'.repeat(700)}`,
  id: 'javascript:alert(1)',
  redirectHost: `claude.ai.${'login-session-0123456789.'.repeat(12)}evil.example`,
  isVerified: true,
};

const consent = (locale: Locale, client: AskingClient = CLIENT) =>
  renderConsent({
    csrf: 'token',
    client,
    scopes: SCOPES,
    instances: ['home', 'office'],
    signedInAs: 'owner',
    error: client === HOSTILE ? 'nothing' : undefined,
    locale,
  });

const PAGES: Readonly<Record<string, (locale: Locale) => string>> = {
  'sign-in': (locale) => renderSignIn({ csrf: 'token', client: CLIENT, locale }),
  refused: (locale) =>
    renderSignIn({ csrf: 'token', client: CLIENT, error: 'wrong_password', retryAfterS: 30, locale }),
  consent: (locale) => consent(locale),
  hostile: (locale) => consent(locale, HOSTILE),
  'no-password': (locale) => renderNoPassword({ locale }),
};

interface Sent {
  readonly path: string | undefined;
  readonly fields: readonly string[];
  readonly origin: string | undefined;
}

/** The pages as a person has them: in a browser, under the policy they come with. */
describe('the pages in Chromium', () => {
  let browser: Browser;
  let bridge: Server;
  let site: Server;
  let url: string;
  let siteUrl: string;
  let sent: Sent[];
  let closings: (() => Promise<void>)[];

  beforeAll(async () => {
    browser = await launchChromium();
    site = await listening((_, answer) => answer('connected', { 'content-type': 'text/plain' }));
    siteUrl = `http://localhost:${portOf(site)}/callback`;
    bridge = await listening(async (request, answer, redirect) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://bridge');
      if (request.method === 'POST') {
        const fields = [...new URLSearchParams(await readAll(request))].map((pair) => pair.join('='));
        sent.push({ path: request.url, fields, origin: request.headers.origin });
        return redirect(siteUrl);
      }
      const locale = pickLocale([searchParams.get('lang') ?? undefined], request.headers['accept-language']);
      return answer(PAGES[pathname.slice(1)]?.(locale) ?? '', PAGE_HEADERS);
    });
    url = `http://127.0.0.1:${portOf(bridge)}`;
  });
  afterAll(async () => {
    await browser.close();
    for (const server of [bridge, site]) server.close();
  });
  beforeEach(() => {
    sent = [];
    closings = [];
  });
  afterEach(async () => {
    for (const close of closings) await close();
  });

  /** Opens a page, and keeps what the browser complains of. */
  async function open(name: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    closings.push(async () => await context.close());
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${url}/${name}`);
    return { page, complaints };
  }

  describe.each(Object.keys(PAGES))('%s', (name) => {
    const looks = LOCALES.flatMap((locale) =>
      (['light', 'dark'] as const).map((colorScheme) => ({ locale, colorScheme })),
    );

    it.each(looks)('can be used by everybody: $locale, $colorScheme', async ({ locale, colorScheme }) => {
      const { page, complaints } = await open(name, { locale, colorScheme });
      expect(await faultsOf(page)).toEqual([]);
      expect(complaints).toEqual([]);
      expect(await page.locator('html').getAttribute('lang')).toBe(locale === 'zh' ? 'zh-Hans' : 'en');
    });

    it.each([320, 360, 1280])('fits %i pixels', async (width) => {
      const { page } = await open(name, { viewport: { width, height: 740 } });
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    });

    it('runs nothing that a client wrote into it', async () => {
      const { page } = await open(name);
      expect(await page.title()).toMatch(/ – clawbridge$/);
      expect(await page.locator('script').count()).toBe(0);
    });
  });

  it('send the password on Enter, with our own Origin', async () => {
    const { page } = await open('sign-in');
    // The browser sets it a moment after the page is there.
    await page.locator('input[type=password]:focus').waitFor();
    await page.keyboard.type('correct horse');
    await page.keyboard.press('Enter');
    await page.waitForURL(siteUrl);
    expect(sent).toMatchObject([
      { origin: url, fields: ['csrf=token', 'username=owner', 'password=correct horse', 'action=sign-in'] },
    ]);
  });

  it('take a person who allows on to the client, with what he left ticked', async () => {
    const { page } = await open('consent');
    await page.getByLabel('Decide').uncheck();
    await page.getByLabel('Watch over').uncheck();
    await page.getByLabel('office').uncheck();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(siteUrl);
    expect(await page.textContent('body')).toBe('connected');
    expect(sent).toMatchObject([
      { origin: url, fields: ['csrf=token', 'scope=read', 'scope=chat', 'instance=home', 'action=allow'] },
    ]);
  });

  it('deny when somebody hits Enter in the form', async () => {
    const { page } = await open('consent');
    await page.getByLabel('Watch over').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(siteUrl);
    expect(sent[0]?.fields).toContain('action=deny');
  });

  it('can be answered with the keyboard alone, and show where it is', async () => {
    const { page } = await open('consent');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.getByLabel(/^See/).isChecked()).toBe(false);
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    for (let i = 0; i < 7; i++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(siteUrl);
    expect(sent[0]?.fields.at(-1)).toBe('action=allow');
    expect(sent[0]?.fields).not.toContain('scope=read');
  });

  it('change their language on request, and stay in it when the form is sent', async () => {
    const { page } = await open('consent');
    await page.getByRole('link', { name: '简体中文' }).click();
    expect(await page.textContent('h1')).toContain('想要使用你的 OpenClaw');
    expect(page.url()).toBe(`${url}/consent?lang=zh`);
    await page.getByRole('button', { name: '拒绝' }).click();
    await page.waitForURL(siteUrl);
    expect(sent[0]?.path).toBe('/consent?lang=zh');
  });
});

/** What axe-core finds wrong with a page, in words. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource());
  return await page.evaluate<string[]>(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(', ')))`,
  );
}

type Answer = (body: string, headers: Readonly<Record<string, string>>) => void;
type Handle = (
  request: IncomingMessage,
  answer: Answer,
  redirect: (location: string) => void,
) => Promise<void> | void;

async function listening(handle: Handle): Promise<Server> {
  const server = createServer((request, response) => {
    const answer: Answer = (body, headers) => void response.writeHead(200, headers).end(body);
    const redirect = (location: string) => void response.writeHead(303, { location }).end();
    Promise.resolve(handle(request, answer, redirect)).catch((thrown: unknown) => {
      response.writeHead(500).end(String(thrown));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server on TCP has no other kind of address
  return (server.address() as AddressInfo).port;
}

import { createHash, randomBytes } from 'node:crypto';
import {
  signIn,
  startSimulator,
  type MessageFrame,
  type SimulatedPlugin,
  type Simulator,
} from '@clawbridge/simulator';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { test } from 'vitest';
import { runProgram } from '../../journeys/program.ts';
import { makeWebWorld, type WebWorld } from '../../journeys/web-world.ts';
import { launchChromium } from '../chromium.ts';

export const PASSWORD = 'correct horse battery';

/** One browser, one relay that asks who comes, one agent behind it. */
export interface Stage {
  readonly browser: Browser;
  readonly world: WebWorld;
  readonly gateway: Simulator;
  readonly plugin: SimulatedPlugin;
  readonly url: string;
  /** Resolves with the message a text came to the agent in. */
  heard(text: string): Promise<MessageFrame>;
}

/** Somebody's browser: what it opens shares its cookies and what it keeps. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly name: string;
  /** Another tab of it. */
  tab(hash?: string): Promise<Page>;
  /** What the browser will complain of, and may. */
  forgive(complaint: RegExp): void;
}

export interface VisitOptions extends BrowserContextOptions {
  /** Who is signed in: somebody new by default. */
  readonly as?: 'somebody' | 'owner' | 'nobody';
  readonly name?: string;
  /** Where the page is fetched, when not at the relay itself. */
  readonly url?: string;
  /** What follows `#` in the address. */
  readonly hash?: string;
}

type Open = (options?: VisitOptions) => Promise<Visit>;

/** A test in the browser. It fails when the browser complains: of a script, of the policy of the page, of what it could not load. */
export const it = test.extend<{ stage: Stage; open: Open }>({
  stage: [
    // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures a fixture needs off its first parameter
    async ({}, use) => {
      const stage = await makeStage();
      await use(stage);
      await stage.browser.close();
      await stage.world.close();
      await stage.gateway.stop();
    },
    { scope: 'file' },
  ],
  open: async ({ stage }, use) => {
    const contexts: BrowserContext[] = [];
    const complaints: string[] = [];
    const forgiven: RegExp[] = [];
    await use(async (options = {}) => await openVisit(stage, options, { contexts, complaints, forgiven }));
    for (const context of contexts) await context.close();
    const serious = complaints.filter((one) => !forgiven.some((pattern) => pattern.test(one)));
    if (serious.length > 0) throw new Error(`The browser complains:\n${serious.join('\n')}`);
  },
});

async function makeStage(): Promise<Stage> {
  const gateway = await startSimulator();
  const env = {
    // Without it, whatever needs an approval is denied at once.
    CLAWBRIDGE_MODE: 'admin',
    OPENCLAW_URL: gateway.httpUrl,
    OPENCLAW_GATEWAY_TOKEN: gateway.token,
  };
  const [browser, world] = await Promise.all([
    launchChromium(),
    makeWebWorld({ env, args: ['--auth', '--auth-mode', 'token'] }),
  ]);
  await runProgram(['passwd'], world.env, PASSWORD);
  const plugin = await world.plugin();
  const find = (text: string) => plugin.messages.find((message) => message.text === text);
  return {
    browser,
    world,
    gateway,
    plugin,
    url: world.url,
    async heard(text) {
      await plugin.until(() => find(text) !== undefined, `“${text}”`);
      const message = find(text);
      if (message === undefined) throw new Error('It came, and is not there.');
      return message;
    },
  };
}

interface Kept {
  readonly contexts: BrowserContext[];
  readonly complaints: string[];
  readonly forgiven: RegExp[];
}

async function openVisit(
  stage: Stage,
  { as = 'somebody', name = newName(), url = stage.url, hash = '/', ...options }: VisitOptions,
  { contexts, complaints, forgiven }: Kept,
): Promise<Visit> {
  const context = await stage.browser.newContext({ locale: 'en-GB', ...options });
  contexts.push(context);
  context.setDefaultTimeout(20_000);
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.text()} ${message.location().url}`);
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  await context.addInitScript(TELL_VIOLATIONS);
  const cookie = await cookieOf(stage, as, name);
  if (cookie !== undefined) await context.addCookies([{ name: 'clawbridge', value: cookie, url }]);
  const tab = async (at = hash) => {
    const page = await context.newPage();
    await page.goto(`${url}/#${at}`);
    return page;
  };
  return { context, page: await tab(), name, tab, forgive: (complaint) => void forgiven.push(complaint) };
}

const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('policy violated: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))`;

let owner: Promise<string> | undefined;
let people = 0;

function newName(): string {
  return `guest${++people}`;
}

async function cookieOf(
  { world }: Stage,
  as: NonNullable<VisitOptions['as']>,
  name: string,
): Promise<string | undefined> {
  if (as === 'nobody') return undefined;
  if (as === 'somebody') return await addPerson(world, name);
  owner ??= signIn(world.url, { password: PASSWORD }).then(({ cookie }) => cookie.replace(/^[^=]*=/, ''));
  return await owner;
}

/** As if he had followed an invitation. Resolves with his cookie. */
async function addPerson(world: WebWorld, name: string): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(secret).digest('hex');
  const createdAt = Date.now();
  const id = createHash('sha256')
    .update(name)
    .digest('hex')
    .replaceAll(/[^a-f]/g, '')
    .slice(0, 12)
    .padEnd(12, 'q');
  await world.withStore(async ({ webUsers }) => {
    await webUsers.add({ id, name, createdAt });
    await webUsers.addSession({ hash, user: id, createdAt, expiresAt: createdAt + 3_600_000 });
  });
  return secret;
}

// Takes the pictures of the web chat and of the console, of the built program with a simulated agent behind it: `npm run pictures`,
// with CHROMIUM=/path/to/chromium where it is not found.
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { launchBrowser } from './browser.mjs';
import { CHINESE, ENGLISH, PICTURES } from './web-pictures-talk.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pictures = join(root, 'docs', 'pictures');
const DESKTOP = { width: 1280, height: 1180 };
const PHONE = { width: 390, height: 844 };

const { makeWebWorld, startSimulator } = await loadWorld();
const gateway = await startSimulator();
const env = {
  CLAWBRIDGE_MODE: 'admin',
  OPENCLAW_URL: gateway.httpUrl,
  OPENCLAW_GATEWAY_TOKEN: gateway.token,
};
const [world, browser] = await Promise.all([makeWebWorld({ env }), launchBrowser()]);
try {
  const plugin = await world.plugin({ isManual: true });
  const anna = await tell(plugin, 'Anna', ENGLISH);
  await take('chat.png', anna, { viewport: DESKTOP, colorScheme: 'light' });
  await take('chat-dark.png', anna, { viewport: DESKTOP, colorScheme: 'dark' });
  await take('chat-phone.png', anna, {
    viewport: PHONE,
    colorScheme: 'light',
    hasTouch: true,
    isMobile: true,
  });
  const lin = await tell(plugin, '小林', CHINESE);
  await take('chat-zh.png', lin, {
    viewport: { ...DESKTOP, height: 900 },
    colorScheme: 'light',
    locale: 'zh-CN',
  });
  await take(
    'console.png',
    { place: '/console' },
    { viewport: { ...DESKTOP, height: 720 }, colorScheme: 'light' },
  );
  await take(
    'console-charts.png',
    { place: '/console/charts' },
    { viewport: { ...DESKTOP, height: 820 }, colorScheme: 'light' },
  );
} finally {
  await browser.close();
  await world.close();
  await gateway.stop();
}

/** Lets somebody talk with the agent. Resolves with who it is and what to look at. */
async function tell(plugin, name, threads) {
  const cookie = await world.invite(name);
  const peer = await world.peer({ cookie });
  let thread;
  for (const { title, turns } of threads) {
    thread = randomUUID();
    for (const turn of turns) await tellTurn({ plugin, peer, cookie, thread, turn });
    peer.tell({ type: 'rename', thread, title });
    await peer.until(() => peer.frames('thread').at(-1)?.thread.title === title, 'The title');
    peer.tell({ type: 'read', thread, seq: peer.entries(thread).at(-1).seq });
  }
  return { cookie, place: `/t/${thread}` };
}

async function tellTurn({
  plugin,
  peer,
  cookie,
  thread,
  turn: { said, picture, tools = [], answer, approval },
}) {
  const attachments = picture === undefined ? [] : [await upload(picture, cookie)];
  await peer.send(said, { thread, attachments }).accepted;
  const find = () => plugin.messages.find(({ text, from }) => text === said && from.endsWith(thread));
  await plugin.until(() => find() !== undefined, `“${said}”`);
  const { id: turn, from: to } = find();
  for (const [n, title] of tools.entries()) {
    const tool = { id: `call_${n}`, name: title.split(' ')[0].toLowerCase(), title, status: 'completed' };
    plugin.live(to, { type: 'tool', turn, tool });
  }
  if (approval === undefined) {
    await plugin.answer(find(), answer);
  } else {
    const asked = { id: randomUUID(), what: approval, choices: ['allow-once', 'allow-always', 'deny'] };
    plugin.send({ type: 'approval', ref: 1, nonce: asked.id, to, turn, approval: asked });
  }
  const kind = approval === undefined ? 'answered' : 'approval';
  await peer.until(() => peer.entries(thread).at(-1)?.kind === kind, 'What the agent says');
}

/** Draws a picture and gives it to the relay. Resolves with its id. */
async function upload(name, cookie) {
  const page = await browser.newPage({ viewport: { width: 520, height: 150 } });
  await page.setContent(`<body style="margin:0">${PICTURES[name]}`);
  const body = await page.screenshot();
  await page.close();
  const headers = { origin: world.url, cookie, 'content-type': 'image/png' };
  const response = await fetch(`${world.url}/chat/files?name=${name}`, { method: 'POST', headers, body });
  return (await response.json()).id;
}

async function take(name, { cookie, place }, options) {
  const context = await browser.newContext({
    deviceScaleFactor: 1.4,
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  if (cookie !== undefined)
    await context.addCookies([
      { name: 'clawbridge', value: cookie.replace('clawbridge=', ''), url: world.url },
    ]);
  const page = await context.newPage();
  await page.route('**/console/charts?*', (route) => route.fulfill({ json: busyDay() }));
  await page.goto(`${world.url}/#${place}`);
  await page.waitForLoadState('networkidle');
  await page.locator('.approval button, main .card').first().waitFor();
  writeFileSync(join(pictures, name), await page.screenshot());
  await context.close();
}

/** A day nobody has to wait for. */
function busyDay() {
  const stepMs = 3_600_000;
  const begin = Math.floor(Date.now() / stepMs) * stepMs - 23 * stepMs;
  const steps = Array.from({ length: 24 }, (_, n) => {
    const at = begin + n * stepMs;
    const busy = Math.max(0, Math.sin(((new Date(at).getHours() - 6) / 17) * Math.PI));
    const completed = Math.round(busy * (14 + 7 * Math.sin(n * 2.1)));
    const times =
      completed === 0
        ? {}
        : { medianMs: 5200 + 2400 * Math.sin(n), slowMs: 19_000 + 8000 * Math.sin(n * 1.7) };
    return {
      at,
      completed,
      failed: n % 9 === 4 && completed > 3 ? 1 : 0,
      cancelled: n % 7 === 2 && completed > 3 ? 1 : 0,
      ...times,
    };
  });
  return { range: 'day', stepMs, steps };
}

/** Node 20 runs no TypeScript, so what the tests start it with is bundled first, where its packages and the program are found. */
async function loadWorld() {
  const outfile = join(root, 'node_modules', '.cache', 'web-world.mjs');
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    stdin: {
      contents: `export { makeWebWorld } from './test/journeys/web-world.ts'; export { startSimulator } from '@clawbridge/simulator';`,
      resolveDir: root,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: Object.fromEntries(
      ['simulator', 'wire'].map((name) => [
        `@clawbridge/${name}`,
        join(root, 'packages', name, 'src', 'index.ts'),
      ]),
    ),
    outfile,
  });
  return await import(pathToFileURL(outfile).href);
}

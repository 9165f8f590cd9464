// Keeps the page itself, so that it opens without a connection. What people say never comes by here.
const CACHE = 'clawbridge-shell-1';

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOthers().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate' && pathname === '/') event.respondWith(freshPage(event));
  // Their names change with what is in them.
  else if (pathname.startsWith('/assets/') || pathname === '/icon.svg') event.respondWith(kept(request));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(lookAt(`/#/t/${event.notification.data.thread}`));
});

async function lookAt(address) {
  const [page] = await self.clients.matchAll({ type: 'window' });
  if (page === undefined) return await self.clients.openWindow(address);
  await page.focus();
  return await page.navigate(address);
}

async function keepShell() {
  const response = await fetch('/', { cache: 'no-cache', headers: { accept: 'text/html' } });
  await keepPage(response);
  const cache = await caches.open(CACHE);
  await cache.add('/icon.svg');
}

/** A page is kept once all its parts are: also those its scripts load later, such as the console. */
async function keepPage(response) {
  const cache = await caches.open(CACHE);
  const parts = partsIn(await response.clone().text());
  await keepAll(cache, parts);
  const scripts = parts.filter((part) => part.endsWith('.js'));
  const texts = await Promise.all(scripts.map(async (script) => (await cache.match(script)).text()));
  await keepAll(cache, texts.flatMap(partsIn));
  await cache.put('/', response);
}

/** `"/assets/a.js"` of a page; `"assets/a.css"` and `"./a.js"` of a script. */
function partsIn(text) {
  const found = text.matchAll(/["'`](?:\/?assets|\.)\/([\w.-]+\.(?:js|css))["'`]/g);
  return [...new Set([...found].map(([, name]) => `/assets/${name}`))];
}

async function keepAll(cache, paths) {
  const known = await Promise.all(paths.map((path) => cache.match(path)));
  await cache.addAll(paths.filter((_, index) => known[index] === undefined));
}

async function dropOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

/** The newest there is; the kept one where there is no answer. */
async function freshPage(event) {
  try {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(keepPage(response.clone()));
    return response;
  } catch (error) {
    const cache = await caches.open(CACHE);
    const page = await cache.match('/');
    if (page === undefined) throw error;
    return page;
  }
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  const known = await cache.match(request);
  if (known !== undefined) return known;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

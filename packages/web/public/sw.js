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
  if (request.mode === 'navigate' && pathname === '/') event.respondWith(freshPage(request));
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
  const cache = await caches.open(CACHE);
  const response = await fetch('/', { cache: 'no-cache', headers: { accept: 'text/html' } });
  const page = await response.clone().text();
  await cache.put('/', response);
  const parts = [...page.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  await cache.addAll([...new Set(parts), '/icon.svg']);
}

async function dropOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

/** The newest there is; the kept one where there is no answer. */
async function freshPage(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put('/', response.clone());
    return response;
  } catch (error) {
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

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPage, type Page } from './page.ts';

const HTML = '<!doctype html><title>clawbridge</title>';
const SCRIPT = 'console.log("hello")';

let folder: string;
let page: Page;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clawbridge-page-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), HTML);
  writeFileSync(join(folder, 'sw.js'), SCRIPT);
  writeFileSync(join(folder, 'manifest.webmanifest'), '{}');
  writeFileSync(join(folder, 'notes.txt'), 'private');
  const script = join(folder, 'assets', 'index-abc123.js');
  writeFileSync(script, SCRIPT);
  writeFileSync(`${script}.gz`, gzipSync(SCRIPT));
  writeFileSync(`${script}.br`, brotliCompressSync(SCRIPT));
  page = createPage(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const host = 'localhost:3000';
  return await page.serve(new Request(`http://${host}${path}`, { method, headers: { host, ...headers } }));
}

describe('the page', () => {
  it('is asked for each time, and may run nothing but its own scripts', async () => {
    const response = await get('/');
    expect(await response?.text()).toBe(HTML);
    expect(response?.headers.get('cache-control')).toBe('no-cache');
    const policy = response?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).toContain("connect-src 'self' ws://localhost:3000 wss://localhost:3000;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  it.each(['/sw.js', '/manifest.webmanifest'])('has %s asked for each time', async (path) => {
    expect((await get(path))?.headers.get('cache-control')).toBe('no-cache');
  });

  it('has its assets kept for ever', async () => {
    const response = await get('/assets/index-abc123.js');
    expect(response?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response?.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it.each([
    ['gzip, deflate, br', 'br', brotliCompressSync(SCRIPT)],
    ['gzip', 'gzip', gzipSync(SCRIPT)],
    ['br;q=0, gzip', 'gzip', gzipSync(SCRIPT)],
    ['identity', null, Buffer.from(SCRIPT)],
  ])('is sent packed to who takes %s', async (accepted, encoding, bytes) => {
    const response = await get('/assets/index-abc123.js', { 'accept-encoding': accepted });
    expect(response?.headers.get('content-encoding')).toBe(encoding);
    expect(Buffer.from((await response?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(bytes);
  });

  it('sends only the head where only that is asked for', async () => {
    const response = await get('/', {}, 'HEAD');
    expect(response?.headers.get('content-length')).toBe(String(HTML.length));
    expect(await response?.text()).toBe('');
  });

  it.each([
    '/notes.txt',
    '/assets',
    '/assets/',
    '/assets/index-abc123.js.gz',
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/%2e%2e/notes.txt',
    '/index.htm',
  ])('leads to no other file: %s', async (path) => {
    expect(await get(path)).toBeUndefined();
  });

  it('says when it was not built', () => {
    expect(page.isThere).toBe(true);
    expect(createPage(join(folder, 'nowhere')).isThere).toBe(false);
  });
});

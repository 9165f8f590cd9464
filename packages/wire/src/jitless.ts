import * as z from 'zod/mini';

// Must be evaluated before any shape is made. zod would try whether it may compile shapes to functions, which a page with a
// strict Content-Security-Policy forbids and reports. The setting is the whole process's: elsewhere it is left to the host.
if ('document' in globalThis) z.config({ jitless: true });

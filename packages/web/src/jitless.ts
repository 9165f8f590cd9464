import * as z from 'zod/mini';

// Evaluated before any schema reads anything: the page's policy refuses functions made of text, and would report the attempt.
z.config({ jitless: true });

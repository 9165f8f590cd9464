import * as z from 'zod';

// Must be evaluated before the SDK's schemas, so doors import it first. zod would compile each object schema to a
// function of its own at its first use: 4 ms of every start (Node 24), and no faster afterwards for messages as small
// as ours.
z.config({ jitless: true });

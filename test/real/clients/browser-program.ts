import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { visit, type Person } from './browser.ts';

/** The browser as a program: a folder with the person in front of it, and the address to open. */
const [folder = '', address = ''] = process.argv.slice(2);
const person = JSON.parse(readFileSync(join(folder, 'person.json'), 'utf8')) as Person;
const seen = await visit(address, person).catch((error: unknown) => ({ pages: [], address: String(error) }));
appendFileSync(join(folder, 'visits.jsonl'), `${JSON.stringify(seen)}\n`);

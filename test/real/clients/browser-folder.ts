import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { visit, type Person, type Visit } from './browser.ts';

/** What a browser keeps between the processes that open it: who sits in front of it, and what they saw. */
export interface BrowserFolder {
  seat(person: Person): void;
  /** Lets the person open an address, and writes down what they saw. Rejects if something kept the browser from going on. */
  open(address: string): Promise<Visit>;
  visits(): readonly Visit[];
}

export function createBrowserFolder(path: string): BrowserFolder {
  const personFile = join(path, 'person.json');
  const log = join(path, 'visits.jsonl');
  return {
    seat: (person) => writeFileSync(personFile, JSON.stringify(person)),
    async open(address) {
      const seen = await visit(address, JSON.parse(readFileSync(personFile, 'utf8')) as Person);
      appendFileSync(log, `${JSON.stringify(seen)}\n`);
      if (seen.trouble !== undefined) throw new Error(seen.trouble);
      return seen;
    },
    visits() {
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, 'utf8').trim().split('\n');
      return lines.map((line) => JSON.parse(line) as Visit);
    },
  };
}

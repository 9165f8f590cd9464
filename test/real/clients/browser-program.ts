import { createBrowserFolder } from './browser-folder.ts';

/** The browser as a program: its folder, and the address to open. */
const [folder = '', address = ''] = process.argv.slice(2);
await createBrowserFolder(folder).open(address);

// Many browsers at one relay, and the one plugin behind them, as a process of its own, so that they do not count as ours. It
// first writes who they are into the store and prints `"ready"`; then each line on its stdin is something to do, and each line it
// prints what came of it: `open URL` connects all: milliseconds · `fan N PER_SECOND` the plugin says N things to people at
// random: the milliseconds until the browser has each · `send N` one browser says one thing after the other: the milliseconds
// until the plugin has each.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { newTokenId, newTokenSecret, tokenHash } from '../packages/bridge/src/auth/token-secret.ts';
import { openStore } from '../packages/bridge/src/store/open-store.ts';
import { createCreateLinkToken } from '../packages/bridge/src/usecases/create-link-token.ts';
import { startSimulatedPlugin } from '../packages/simulator/src/index.ts';

/** Between two messages of one person: he may say sixty in a minute, and as many at once. */
const SAID_BY_EACH = 50;

interface Person {
  readonly id: string;
  readonly cookie: string;
  socket?: WebSocket;
}

const [home = '', count = '1'] = process.argv.slice(2);
const { people, token } = await write();
const heard = new Map<string, () => void>();
let plugin: ReturnType<typeof startSimulatedPlugin>;
print('ready');

for await (const line of createInterface(process.stdin)) {
  const [verb, first = '', second = ''] = line.split(' ');
  if (verb === 'open') print(await open(first));
  if (verb === 'fan') print(await fan(Number(first), Number(second)));
  if (verb === 'send') print(await send(Number(first)));
}

async function write() {
  const store = await openStore({ home });
  const createdAt = Date.now();
  const written: Person[] = [];
  for (let n = 0; n < Number(count); n++) {
    const [id, secret] = [`user${n}`, randomBytes(32).toString('base64url')];
    const hash = createHash('sha256').update(secret).digest('hex');
    await store.webUsers.add({ id, name: id, createdAt });
    await store.webUsers.addSession({ hash, user: id, createdAt, expiresAt: createdAt + 3_600_000 });
    written.push({ id, cookie: `clawbridge=${secret}` });
  }
  const createLinkToken = createCreateLinkToken({
    store: store.accessTokens,
    clock: { now: Date.now },
    newId: newTokenId,
    newSecret: newTokenSecret,
    hash: tokenHash,
  });
  const { secret } = await createLinkToken('default');
  await store.close();
  return { people: written, token: secret };
}

/** Fifty at a time, as after a restart. */
async function open(url: string): Promise<number> {
  const begun = performance.now();
  const address = url.replace('http', 'ws');
  plugin = startSimulatedPlugin({ url: `${address}/openclaw`, token, isManual: true });
  await plugin.until(() => plugin.state().kind === 'open');
  const left = [...people];
  const opener = async () => {
    for (let person = left.pop(); person !== undefined; person = left.pop())
      await welcome(person, address, url);
  };
  await Promise.all(Array.from({ length: 50 }, opener));
  return performance.now() - begun;
}

function welcome(person: Person, address: string, origin: string): Promise<void> {
  const headers = { origin, cookie: person.cookie };
  const socket = new WebSocket(`${address}/chat`, { headers, perMessageDeflate: false });
  person.socket = socket;
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send('{"type":"hello","version":1,"threads":[]}'));
    socket.on('message', (data) => {
      // With the default `binaryType` a message arrives in one Buffer.
      const text = (data as Buffer).toString();
      if (text.includes('"type":"welcome"')) resolve();
      const [, name = ''] = /"text":"(mark-\d+)"/.exec(text) ?? [];
      heard.get(name)?.();
      heard.delete(name);
    });
  });
}

async function fan(times: number, perSecond: number): Promise<readonly number[]> {
  const took: Promise<number>[] = [];
  const begun = performance.now();
  for (let n = 0; n < times; n++) {
    const wait = begun + (n * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const { id } = people[Math.floor(Math.random() * people.length)]!;
    took.push(arrived(`mark-${n}`));
    plugin.say(id, `mark-${n}`).catch(console.error);
  }
  return await Promise.all(took);
}

async function arrived(name: string): Promise<number> {
  const begun = performance.now();
  await new Promise<void>((resolve) => heard.set(name, resolve));
  return performance.now() - begun;
}

async function send(times: number): Promise<readonly number[]> {
  const took: number[] = [];
  for (let n = 0; n < times; n++) {
    const { socket } = people[Math.floor(n / SAID_BY_EACH) % people.length]!;
    const message = { type: 'send', cid: randomUUID(), thread: randomUUID(), text: 'hello', attachments: [] };
    const begun = performance.now();
    socket!.send(JSON.stringify(message));
    await plugin.until(() => plugin.messages.length > n);
    took.push(performance.now() - begun);
  }
  return took;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

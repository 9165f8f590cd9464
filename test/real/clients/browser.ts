import { createCookieJar, type CookieJar } from './cookie-jar.ts';
import { allowsFormTarget } from './form-action.ts';
import { readForms, type Form } from './form.ts';

/** Who sits in front of the browser. */
export interface Person {
  /** What they enter where a password is asked for, one after the other. */
  readonly passwords: readonly string[];
  /** The button they press where they are asked whether a client may come in. */
  readonly decision: 'allow' | 'deny';
  /** The boxes they leave ticked, by value; without it all that are. */
  readonly ticked?: readonly string[];
}

export interface Page {
  readonly address: string;
  readonly status: number;
  readonly html: string;
}

export interface Visit {
  /** All that were shown, in order. */
  readonly pages: readonly Page[];
  /** Where it ended: the last page, or an address that is not of this machine and so never called. */
  readonly address: string;
  /** What kept the browser from going on. */
  readonly trouble?: string;
}

interface Request {
  readonly address: URL;
  readonly fields?: URLSearchParams;
  /** Of the page with the form, where it is one that is sent. */
  readonly policy?: string | null;
}

interface Answer {
  readonly address: URL;
  readonly response: Response;
}

const MAX_STEPS = 10;

/** Opens an address and does what the person would, until a page asks nothing of them that they can answer. */
export async function visit(address: string, person: Person): Promise<Visit> {
  const pages: Page[] = [];
  try {
    return { pages, address: await walk({ address: new URL(address) }, person, pages) };
  } catch (error) {
    return { pages, address: pages.at(-1)?.address ?? address, trouble: String(error) };
  }
}

async function walk(first: Request, person: Person, pages: Page[]): Promise<string> {
  const jar = createCookieJar();
  const passwords = [...person.passwords];
  let request = first;
  for (;;) {
    const answer = await follow(request, jar);
    if (answer instanceof URL) return answer.href;
    const { address, response } = answer;
    const html = await response.text();
    pages.push({ address: address.href, status: response.status, html });
    const filled = fillIn(readForms(html), person, passwords);
    if (filled === undefined) return address.href;
    if (pages.length > MAX_STEPS) throw new Error('No end of pages');
    const policy = response.headers.get('content-security-policy');
    request = { address: new URL(filled.action, address), fields: filled.fields, policy };
  }
}

/** To the page a request leads to, or the address where this machine ends. */
async function follow(first: Request, jar: CookieJar): Promise<Answer | URL> {
  let { address, fields } = first;
  const { policy = null } = first;
  const page = first.address;
  for (let step = 0; step < MAX_STEPS; step++) {
    if (!allowsFormTarget(policy, page, address))
      throw new Error(`The policy of the page keeps the form from ${address.href}: ${policy}`);
    if (!isOfThisMachine(address)) return address;
    const response = await send(address, fields, jar);
    const location = response.headers.get('location');
    if (location === null || response.status < 300 || response.status > 399) return { address, response };
    await response.body?.cancel();
    if (response.status < 307) fields = undefined;
    address = new URL(location, address);
  }
  throw new Error(`No end of redirects: ${address.href}`);
}

async function send(address: URL, fields: URLSearchParams | undefined, jar: CookieJar): Promise<Response> {
  const cookies = jar.headerFor(address);
  const headers = { accept: 'text/html', ...(cookies === '' ? {} : { cookie: cookies }) };
  const response = await fetch(address, {
    redirect: 'manual',
    ...(fields === undefined
      ? { headers }
      : { method: 'POST', headers: { ...headers, origin: address.origin }, body: fields }),
  });
  jar.store(address, response);
  return response;
}

function isOfThisMachine({ protocol, hostname }: URL): boolean {
  return /^https?:$/.test(protocol) && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** What is sent when the person has filled in the form that is for them and pressed its button. */
function fillIn(forms: readonly Form[], person: Person, passwords: string[]) {
  for (const { action, controls, buttons } of forms) {
    const password = controls.find(({ type }) => type === 'password');
    const wanted = password === undefined ? person.decision : 'sign-in';
    const button = buttons.find(({ value }) => value === wanted);
    if (button === undefined || (password !== undefined && passwords.length === 0)) continue;
    const fields = new URLSearchParams();
    for (const control of controls) {
      const { name, value } = control;
      if (control === password) fields.append(name, passwords.shift() ?? '');
      else if (isSent(control, person)) fields.append(name, value);
    }
    fields.append(button.name, button.value);
    return { action, fields };
  }
  return undefined;
}

function isSent(
  { type, value, isChecked, isDisabled }: Form['controls'][number],
  { ticked }: Person,
): boolean {
  if (isDisabled) return false;
  return type === 'checkbox' ? (ticked?.includes(value) ?? isChecked) : type !== 'radio' || isChecked;
}

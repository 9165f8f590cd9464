import type { SignIn } from '@clawbridge/wire';

/** A browser that is signed in. */
export interface SignedIn {
  /** As it is sent back: `clawbridge=…`. */
  readonly cookie: string;
}

/**
 * Signs in as the page does.
 * @param url of the page
 */
export async function signIn(url: string, how: SignIn): Promise<SignedIn> {
  const { origin } = new URL(url);
  const response = await fetch(`${origin}/chat/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify(how),
  });
  const [cookie] = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  if (!response.ok || cookie === undefined)
    throw new Error(`signing in: HTTP ${response.status} ${await response.text()}`);
  return { cookie };
}

/** The code in an invite link. */
export function inviteCode(link: string): string {
  return /#invite=([\w-]+)/.exec(link)?.[1] ?? '';
}

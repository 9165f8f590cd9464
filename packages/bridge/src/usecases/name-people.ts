import type { WebUserStore } from '../domain/port/web-user-store.ts';
import { OWNER_USER } from '../domain/web-user.ts';

const MOST = 1_000;

/** What a user is called, for people. */
export type NamePeople = (user: string) => Promise<string>;

/** Nobody is ever called otherwise, so whoever was looked up once need not be again. */
export function createNamePeople({ find }: Pick<WebUserStore, 'find'>): NamePeople {
  const names = new Map<string, string>();
  return async (user) => {
    if (user === OWNER_USER.id) return OWNER_USER.name;
    const known = names.get(user);
    if (known !== undefined) return known;
    const name = (await find(user))?.name ?? user;
    if (names.size >= MOST) names.clear();
    names.set(user, name);
    return name;
  };
}

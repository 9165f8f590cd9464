import type { WebUserStore } from '../domain/port/web-user-store.ts';
import type { WebUser } from '../domain/web-user.ts';

/** Everybody who was ever invited, by name; those who are not welcome any more last. Errors: `store_unavailable`. */
export type ListWebUsers = () => Promise<readonly WebUser[]>;

export function createListWebUsers({ store }: { readonly store: Pick<WebUserStore, 'list'> }): ListWebUsers {
  return async () => await store.list();
}

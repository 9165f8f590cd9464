import type { WebUserStore } from '../../domain/port/web-user-store.ts';
import type { Invite, WebSession, WebUser } from '../../domain/web-user.ts';
import { fold } from '../fold.ts';
import { number } from '../row.ts';
import { passRowOf, sessionFrom, webUserFrom, webUserRowOf } from '../web-user-row.ts';
import type { Ask, Connection } from './connection.ts';
import type { Statement } from './statement.ts';
import type { Value } from './values.ts';
import { webUserStatements as sql } from './web-user-statements.ts';

export function createWebUserStore({ run, track }: Connection): WebUserStore {
  return {
    add: (user) => track(run((ask, maybeDone) => add(ask, user, maybeDone))),
    list: async () => (await run((ask) => ask(sql.list))).map(webUserFrom),
    find: (id) => find(sql.find, id),
    findByName: (name) => find(sql.findByName, fold(name)),
    revoke: (id, now) => track(run((ask, maybeDone) => revoke(ask, id, now, maybeDone))),
    seen: (id, now) => change(sql.seen, id, now),
    addInvite: (invite) => change(sql.invite, ...valuesOf(invite)),
    redeem: (hash, session, now) =>
      track(run((ask, maybeDone) => redeem(ask, hash, session, now, maybeDone))),
    addSession: (session) => change(sql.addSession, ...valuesOf(session)),
    async session(hash, now) {
      const [row] = await run((ask) => ask(sql.session, [hash, now]));
      return row && sessionFrom(row);
    },
    prolong: (hash, expiresAt) => change(sql.prolong, hash, expiresAt),
    endSession: (hash) => change(sql.endSession, hash),
    endSessions: (user) => change(sql.endSessions, user),
    async prune(before) {
      const [gone = {}] = await track(run((ask) => ask(sql.prune, [before])));
      return number(gone, 'count');
    },
  };

  async function find(statement: Statement, value: string): Promise<WebUser | undefined> {
    const [row] = await run((ask) => ask(statement, [value]));
    return row && webUserFrom(row);
  }

  async function change(statement: Statement, ...values: readonly Value[]): Promise<void> {
    await track(run((ask) => ask(statement, values)));
  }
}

function valuesOf(pass: Invite | WebSession): readonly Value[] {
  const { hash, person, created_at, expires_at } = passRowOf(pass);
  return [hash, person, created_at, expires_at];
}

/** An interrupted try may have added him. */
async function add(ask: Ask, user: WebUser, maybeDone: boolean): Promise<boolean> {
  const { id, name, folded, created_at, revoked_at, last_seen_at } = webUserRowOf(user);
  const added = await ask(sql.add, [id, name, folded, created_at, revoked_at, last_seen_at]);
  const found = added.length > 0 || !maybeDone ? added : await ask(sql.find, [id]);
  return found.length > 0;
}

/** An interrupted try may have revoked him. */
async function revoke(ask: Ask, id: string, now: number, maybeDone: boolean): Promise<boolean> {
  const revoked = await ask(sql.revoke, [id, now]);
  const found = revoked.length > 0 || !maybeDone ? revoked : await ask(sql.revoked, [id, now]);
  return found.length > 0;
}

/** An interrupted try may have begun the session. */
async function redeem(
  ask: Ask,
  invite: string,
  { hash, createdAt, expiresAt }: Omit<WebSession, 'user'>,
  now: number,
  maybeDone: boolean,
): Promise<WebUser | undefined> {
  const admitted = await ask(sql.redeem, [invite, now, hash, createdAt, expiresAt]);
  const [row] = admitted.length > 0 || !maybeDone ? admitted : await ask(sql.userOfSession, [hash]);
  return row && webUserFrom(row);
}
